using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConfigDrive.Kubernetes.Controllers;

/// <summary>
/// Turns changes into keys, queues them, and calls a reconciler for each, a few at a time. What a reconcile returns or throws decides when the key is reconciled
/// again (<see cref="IReconciler"/>); no exception of it ends the controller.
/// </summary>
/// <remarks>The semantics are controller-runtime's (<c>pkg/internal/controller/controller.go</c>).</remarks>
public sealed partial class Controller : IDisposable
{
    private readonly ControllerOptions options;
    private readonly ILogger logger;
    private readonly TimeProvider timeProvider;
    private readonly ReconcileMetrics metrics;
    private readonly Runner runner;
    private readonly List<IInformer> informers = [];

    /// <summary>A controller that does not run yet.</summary>
    public Controller(
        string name, IReconciler reconciler, ControllerOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        Name = name;
        this.options = options ?? new ControllerOptions();
        this.logger = logger ?? NullLogger.Instance;
        this.timeProvider = timeProvider ?? TimeProvider.System;
        metrics = new ReconcileMetrics(name);
        Queue = new WorkQueue<NamespacedName>(name, this.options.InitialBackoff, this.options.LongestBackoff, this.timeProvider, key => key.Namespace);
        runner = new Runner(name, reconciler, Queue, metrics, this.logger, this.timeProvider);
    }

    /// <summary>The name in metrics, traces and logs.</summary>
    public string Name { get; }

    /// <summary>The keys that wait for a reconcile; callers may add to it.</summary>
    public WorkQueue<NamespacedName> Queue { get; }

    /// <summary>Reconciles each object of the informer when it changes, by the changes that <paramref name="predicate"/> accepts; null accepts all.</summary>
    public Controller For<T>(Informer<T> informer, Func<Change<T>, bool>? predicate = null)
        where T : class, IKubernetesObject => Watches(informer, static resource => [NamespacedName.From(resource)], predicate);

    /// <summary>
    /// Reconciles the object that controls an object of the informer when the latter changes: the owner of the given kind and group, in whatever version, whose
    /// reference says <c>controller: true</c>.
    /// </summary>
    public Controller Owns<T, TOwner>(Informer<T> informer, ResourceDefinition<TOwner> owner)
        where T : class, IKubernetesObject
        where TOwner : class, IKubernetesObject => Watches(
            informer,
            resource => resource.Metadata.OwnerReferences?.Find(reference => reference.Controller is true) is { } reference
                && reference.Kind == owner.Kind && reference.Group == owner.Group
                ? [new NamespacedName(owner.Namespaced ? resource.Metadata.Namespace ?? "" : "", reference.Name)]
                : []);

    /// <summary>
    /// Reconciles the objects that <paramref name="map"/> names when an object of the informer changes, by the changes that <paramref name="predicate"/> accepts; null
    /// accepts all. The function is called with the old and the new object; it must be quick and may read stores. What is changed for many at once is
    /// <paramref name="isBackground"/>: other changes go before it.
    /// </summary>
    public Controller Watches<T>(
        Informer<T> informer, Func<T, IEnumerable<NamespacedName>> map, Func<Change<T>, bool>? predicate = null, bool isBackground = false)
        where T : class, IKubernetesObject
    {
        informers.Add(informer);
        informer.Subscribe(change =>
        {
            if (predicate is null || Matters(change, predicate))
            {
                Enqueue(change.Old, map, isBackground || change.IsInInitialList);
                Enqueue(change.New, map, isBackground || change.IsInInitialList);
            }
        });
        return this;
    }

    /// <summary>
    /// Reconciles the objects that <paramref name="map"/> names when an object of the informer can no longer be read, or is deleted after it could not be. The
    /// function must be quick and must not throw; it may read stores.
    /// </summary>
    public Controller WatchesUnreadable<T>(Informer<T> informer, Func<NamespacedName, IEnumerable<NamespacedName>> map)
        where T : class, IKubernetesObject
    {
        informer.SubscribeUnreadable(unreadable =>
        {
            foreach (var key in map(unreadable))
            {
                Queue.Add(key);
            }
        });
        return this;
    }

    /// <summary>Waits until the informers have synced, then works until cancelled; returns when the last reconcile in progress has ended.</summary>
    /// <exception cref="TimeoutException">An informer did not sync in time.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await WaitForSyncAsync(cancellationToken);
        metrics.WorkersChanged(options.Workers);
        Log.Started(logger, Name, options.Workers);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, options.Workers).Select(_ => Task.Run(() => WorkAsync(cancellationToken), CancellationToken.None)));
        }
        finally
        {
            metrics.WorkersChanged(-options.Workers);
            Log.Stopped(logger, Name);
        }
    }

    /// <summary>Stops the queue's timer.</summary>
    public void Dispose() => Queue.Dispose();

    private bool Matters<T>(Change<T> change, Func<Change<T>, bool> predicate)
        where T : class, IKubernetesObject
    {
        try
        {
            return predicate(change);
        }
        catch (Exception exception)
        {
            // As in Enqueue; and one reconcile too many does no harm.
            Log.CannotMap(logger, Name, NamespacedName.From(change.Object), OneLine.From(exception));
            return true;
        }
    }

    private void Enqueue<T>(T? resource, Func<T, IEnumerable<NamespacedName>> map, bool isBackground)
        where T : class, IKubernetesObject
    {
        if (resource is null)
        {
            return;
        }

        try
        {
            foreach (var key in map(resource))
            {
                Queue.Add(key, isBackground);
            }
        }
        catch (Exception exception)
        {
            // A function that fails on one object must not keep the informer from the others.
            Log.CannotMap(logger, Name, NamespacedName.From(resource), OneLine.From(exception));
        }
    }

    private async Task WaitForSyncAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(informers.Select(informer => informer.WaitForSyncAsync(cancellationToken)))
                .WaitAsync(options.CacheSyncTimeout, timeProvider, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            var late = string.Join(", ", informers.Where(informer => !informer.HasSynced).Select(informer => informer.Name));
            throw new TimeoutException($"Controller {Name}: not synced within {options.CacheSyncTimeout.TotalSeconds:0} s: {late}", exception);
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            NamespacedName key;
            try
            {
                key = await Queue.GetAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                await runner.RunAsync(key, cancellationToken);
            }
            finally
            {
                Queue.Done(key);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Started controller {Controller} with {Workers} workers")]
        public static partial void Started(ILogger logger, string controller, int workers);

        [LoggerMessage(2, LogLevel.Information, "Stopped controller {Controller}")]
        public static partial void Stopped(ILogger logger, string controller);

        [LoggerMessage(3, LogLevel.Error, "Controller {Controller} could not map {Object} to what depends on it: {Error}")]
        public static partial void CannotMap(ILogger logger, string controller, NamespacedName @object, string error);
    }
}

/// <summary>Concurrency and limits of a controller.</summary>
public sealed record ControllerOptions
{
    /// <summary>How many objects are reconciled at a time.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>How long the informers may take to sync before the controller gives up.</summary>
    public TimeSpan CacheSyncTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The wait after an object's first failure.</summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The longest wait after a failure.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(1000);
}
