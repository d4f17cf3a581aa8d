using System.Diagnostics;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConfigDrive.Kubernetes.Controllers;

/// <summary>
/// Turns changes into keys, queues them, and calls a reconciler for each, a few at a time. What a reconcile returns or throws decides on the next call
/// (<see cref="IReconciler"/>); nothing it throws ends the controller.
/// </summary>
/// <remarks>The semantics are controller-runtime's (<c>pkg/internal/controller/controller.go</c>).</remarks>
public sealed partial class Controller : IDisposable
{
    private readonly IReconciler reconciler;
    private readonly ControllerOptions options;
    private readonly ILogger logger;
    private readonly TimeProvider timeProvider;
    private readonly ReconcileMetrics metrics;
    private readonly List<IInformer> informers = [];

    /// <summary>A controller that does not run yet.</summary>
    /// <param name="name">Its name in metrics, traces and logs.</param>
    /// <param name="reconciler">What it calls.</param>
    /// <param name="options">How it works.</param>
    /// <param name="logger">Where failures are told.</param>
    /// <param name="timeProvider">The clock.</param>
    public Controller(
        string name, IReconciler reconciler, ControllerOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        Name = name;
        this.reconciler = reconciler;
        this.options = options ?? new ControllerOptions();
        this.logger = logger ?? NullLogger.Instance;
        this.timeProvider = timeProvider ?? TimeProvider.System;
        metrics = new ReconcileMetrics(name);
        Queue = new WorkQueue<NamespacedName>(name, this.options.InitialBackoff, this.options.LongestBackoff, this.timeProvider);
    }

    /// <summary>Its name in metrics, traces and logs.</summary>
    public string Name { get; }

    /// <summary>The keys that await a reconcile; others may add to it.</summary>
    public WorkQueue<NamespacedName> Queue { get; }

    /// <summary>Reconciles each object of the informer when it changes.</summary>
    /// <param name="informer">The objects.</param>
    /// <param name="predicate">Which changes matter; null for all.</param>
    public Controller For<T>(Informer<T> informer, Func<Change<T>, bool>? predicate = null)
        where T : class, IKubernetesObject => Watches(informer, static resource => [NamespacedName.Of(resource)], predicate);

    /// <summary>Reconciles the objects that <paramref name="map"/> names when an object of the informer changes; it is asked about the old and the new one.</summary>
    /// <param name="informer">The objects watched.</param>
    /// <param name="map">The keys to reconcile. Must be quick, must not throw; may read stores.</param>
    /// <param name="predicate">Which changes matter; null for all.</param>
    public Controller Watches<T>(Informer<T> informer, Func<T, IEnumerable<NamespacedName>> map, Func<Change<T>, bool>? predicate = null)
        where T : class, IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(informer);
        informers.Add(informer);
        informer.Subscribe(change =>
        {
            if (predicate?.Invoke(change) is false)
            {
                return;
            }

            Enqueue(change.Old, map, change.IsInInitialList);
            Enqueue(change.New, map, change.IsInInitialList);
        });
        return this;
    }

    /// <summary>Waits until the informers have synced, then works until cancelled; returns when the last reconcile under way has ended.</summary>
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

    private void Enqueue<T>(T? resource, Func<T, IEnumerable<NamespacedName>> map, bool isBackground)
        where T : class
    {
        if (resource is null)
        {
            return;
        }

        foreach (var key in map(resource))
        {
            Queue.Add(key, isBackground);
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
                await ReconcileAsync(key, cancellationToken);
            }
            finally
            {
                Queue.Done(key);
            }
        }
    }

    private async Task ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        using var activity = RuntimeMetrics.Activities.StartActivity("Reconcile " + Name);
        activity?.SetTag("controller", Name).SetTag("k8s.namespace.name", key.Namespace).SetTag("k8s.object.name", key.Name).SetTag("reconcileID", id);
        using var scope = Log.BeginReconcile(logger, Name, key, id);
        var start = timeProvider.GetTimestamp();
        var outcome = "error";
        metrics.Started();
        try
        {
            outcome = Schedule(key, await CallAsync(key, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            outcome = "requeue";
            Queue.Add(key);
        }
#pragma warning disable CA1031 // Whatever a reconcile throws concerns one object; the others go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            Fail(key, exception);
        }
        finally
        {
            metrics.Finished(outcome, timeProvider.GetElapsedTime(start));
        }
    }

    private async Task<ReconcileResult> CallAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (options.ReconciliationTimeout is not { } limit)
        {
            return await reconciler.ReconcileAsync(key, cancellationToken);
        }

        using var timer = new CancellationTokenSource(limit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await reconciler.ReconcileAsync(key, either.Token);
        }
        catch (OperationCanceledException exception) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ReconciliationTimeoutException(limit, exception);
        }
    }

    private string Schedule(NamespacedName key, ReconcileResult result)
    {
        if (result.IsRetry)
        {
            Queue.AddRateLimited(key);
            return "requeue";
        }

        Queue.Forget(key);
        if (result.Delay == TimeSpan.Zero)
        {
            return "success";
        }

        Queue.AddAfter(key, result.Delay);
        return "requeue_after";
    }

    private void Fail(NamespacedName key, Exception exception)
    {
        var isTerminal = exception is TerminalException;
        var isPanic = exception is NullReferenceException or InvalidCastException or IndexOutOfRangeException;
        metrics.Failed(isTerminal, isPanic, exception is ReconciliationTimeoutException);
        if (isTerminal)
        {
            Queue.Forget(key);
            Log.Terminal(logger, key, LogText.OneLine(exception));
            return;
        }

        Queue.AddRateLimited(key);
        if (isPanic)
        {
            Log.Panic(logger, key, exception);
        }
        else
        {
            Log.Failed(logger, key, LogText.OneLine(exception), Queue.Failures(key));
        }
    }

    private static partial class Log
    {
        private static readonly Func<ILogger, string, NamespacedName, Guid, IDisposable?> Scope =
            LoggerMessage.DefineScope<string, NamespacedName, Guid>("{Controller} {Object} {ReconcileID}");

        public static IDisposable? BeginReconcile(ILogger logger, string controller, NamespacedName key, Guid id) => Scope(logger, controller, key, id);

        [LoggerMessage(1, LogLevel.Information, "Started controller {Controller} with {Workers} workers")]
        public static partial void Started(ILogger logger, string controller, int workers);

        [LoggerMessage(2, LogLevel.Information, "Stopped controller {Controller}")]
        public static partial void Stopped(ILogger logger, string controller);

        [LoggerMessage(3, LogLevel.Error, "Failed to reconcile {Object}, attempt {Attempt}: {Error}")]
        public static partial void Failed(ILogger logger, NamespacedName @object, string error, int attempt);

        [LoggerMessage(4, LogLevel.Error, "Failed to reconcile {Object} until something changes: {Error}")]
        public static partial void Terminal(ILogger logger, NamespacedName @object, string error);

        [LoggerMessage(5, LogLevel.Critical, "Failed to reconcile {Object} by a fault in this program")]
        public static partial void Panic(ILogger logger, NamespacedName @object, Exception exception);
    }
}
