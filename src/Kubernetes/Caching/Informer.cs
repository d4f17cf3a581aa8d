using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Watching;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConfigDrive.Kubernetes.Caching;

/// <summary>What the host and the controllers need of an informer, whatever its type.</summary>
public interface IInformer
{
    /// <summary>The type, for messages: <c>secrets</c>, <c>virtualmachines.kubevirt.io</c>.</summary>
    string Name { get; }

    /// <summary>Whether the store has been complete at least once, or the server does not serve the type.</summary>
    bool HasSynced { get; }

    /// <summary>Completes when <see cref="HasSynced"/> becomes true.</summary>
    Task WaitForSyncAsync(CancellationToken cancellationToken);

    /// <summary>Keeps the store up to date until cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Keeps a <see cref="Store{T}"/> equal to what the server has, and reports each change to subscribers. One serves any number of controllers. After a list,
/// what was not in it is removed, so a deletion that no watch reported is still seen.
/// </summary>
/// <remarks>
/// A type that the server does not serve (its CRD is not installed) counts as synced and empty; the informer keeps asking. When a type that was served is
/// answered 404, the store keeps its objects for <see cref="NotServedGrace"/>: a starting API server answers 404 for types that it has not loaded yet, and
/// forgetting everything would make controllers act on a false state. An object that does not fit our type is logged, counted by
/// <c>informer_unreadable_objects</c>, and treated as deleted until it can be read again; <see cref="Store{T}.IsAbsent"/> distinguishes it from a deleted one.
/// </remarks>
public sealed partial class Informer<T> : IInformer
    where T : class, IKubernetesObject
{
    /// <summary>How long a served type must have been answered 404 before its objects are treated as deleted.</summary>
    public static readonly TimeSpan NotServedGrace = TimeSpan.FromSeconds(30);

    private readonly Func<CancellationToken, IAsyncEnumerable<WatcherEvent<T>>> watch;
    private readonly TimeProvider timeProvider;
    private readonly ILogger logger;
    private readonly ExponentialBackoff backoff;
    private readonly Reflector<T> reflector;
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isServed = true;
    private long? notFoundSince;
    private bool hasFailed;

    /// <summary>An informer on the objects that <paramref name="client"/> reads; for metadata alone, take <see cref="KubernetesClient.Metadata{T}"/>.</summary>
    public Informer(ResourceClient<T> client, WatcherOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null)
        : this(client.Definition.GroupResource, new Watcher<T>(client, options, timeProvider).WatchAsync, logger, timeProvider)
    {
    }

    internal Informer(
        string name, Func<CancellationToken, IAsyncEnumerable<WatcherEvent<T>>> watch, ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        Name = name;
        this.watch = watch;
        this.logger = logger ?? NullLogger.Instance;
        this.timeProvider = timeProvider ?? TimeProvider.System;
        reflector = new Reflector<T>(Store, name, this.logger);
        backoff = new ExponentialBackoff(this.timeProvider);
    }

    public string Name { get; }

    public Store<T> Store { get; } = new();

    public bool HasSynced => synced.Task.IsCompleted;

    /// <summary>Whether the server serves the type, as far as is known; true until it has answered 404.</summary>
    public bool IsServed => isServed;

    /// <summary>Raised when <see cref="IsServed"/> has changed, after the store has what there is. Handlers must be quick and must not throw.</summary>
    public event EventHandler? ServedChanged;

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => synced.Task.WaitAsync(cancellationToken);

    /// <summary>
    /// Calls <paramref name="handler"/> for every object in the store and then for each change, in order, one at a time, after the store has it. Must be
    /// quick and must not throw: its purpose is to add keys to queues.
    /// </summary>
    public void Subscribe(Action<Change<T>> handler) => reflector.Subscribe(handler);

    /// <summary>
    /// Calls <paramref name="handler"/> with the key of each object that can no longer be read, or is deleted after it could not be. Must be quick and must not
    /// throw.
    /// </summary>
    public void SubscribeUnreadable(Action<NamespacedName> handler) => reflector.SubscribeUnreadable(handler);

    /// <summary>Ends the wait after a failure, if there is one: for callers who know that the cause may be gone, such as a CRD that has been installed.</summary>
    public void RetryNow() => wake.TrySetResult();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var happened in watch(cancellationToken).WithCancellation(cancellationToken))
            {
                if (happened is WatcherEvent<T>.Failed(var error))
                {
                    await WaitAfterAsync(error, cancellationToken);
                }
                else
                {
                    Apply(happened);
                }
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The regular end. A request may also fail by itself just when it is cancelled, which is not a failure of the informer.
        }
    }

    private void Apply(WatcherEvent<T> happened)
    {
        if (hasFailed && happened is not WatcherEvent<T>.Init)
        {
            hasFailed = false;
            Log.Recovered(logger, Name);
        }

        reflector.Apply(happened);
        if (happened is WatcherEvent<T>.InitDone)
        {
            notFoundSince = null;
            SetServed(true);
            synced.TrySetResult();
        }
    }

    /// <summary>Waits before the next attempt, until <see cref="RetryNow"/> at most.</summary>
    private async ValueTask WaitAfterAsync(Exception error, CancellationToken cancellationToken)
    {
        hasFailed = true;
        if (error is KubernetesException { IsNotFound: true })
        {
            NotServed();
        }

        var delay = backoff.Next();
        if (error is KubernetesException { RetryAfter: { } requested } && requested > delay)
        {
            delay = requested;
        }

        Log.Failed(logger, Name, OneLine.From(error), delay.TotalSeconds);
        try
        {
            await wake.Task.WaitAsync(delay, timeProvider, cancellationToken);
            wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            backoff.Reset();
        }
        catch (TimeoutException)
        {
            // Nobody called: time for the next attempt.
        }
    }

    private void NotServed()
    {
        SetServed(false);
        notFoundSince ??= timeProvider.GetTimestamp();
        synced.TrySetResult();
        if (timeProvider.GetElapsedTime(notFoundSince.Value) >= NotServedGrace)
        {
            reflector.Clear();
        }
    }

    private void SetServed(bool served)
    {
        if (isServed != served)
        {
            isServed = served;
            ServedChanged?.Invoke(this, EventArgs.Empty);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Could not watch {Resource}: {Error}; next attempt in {Seconds:0.0} s")]
        public static partial void Failed(ILogger logger, string resource, string error, double seconds);

        [LoggerMessage(2, LogLevel.Information, "Watching {Resource} again")]
        public static partial void Recovered(ILogger logger, string resource);
    }
}

/// <summary>One change of a store.</summary>
/// <param name="Old">The object before; null when it is new.</param>
/// <param name="New">The object now; null when it is deleted.</param>
/// <param name="IsInInitialList">The object was there when the informer started: nothing happened to it just now.</param>
public readonly record struct Change<T>(T? Old, T? New, bool IsInInitialList = false)
    where T : class, IKubernetesObject
{
    /// <summary>The object now, or as it was last.</summary>
    public T Object => New ?? Old!;
}
