using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Watching;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConfigDrive.Kubernetes.Caching;

/// <summary>What the host and the controllers need of an informer, whatever its type.</summary>
public interface IInformer
{
    /// <summary>What it holds, for messages: <c>secrets</c>, <c>virtualmachines.kubevirt.io</c>.</summary>
    string Name { get; }

    /// <summary>Whether the store has held everything at least once, or the server does not serve the type.</summary>
    bool HasSynced { get; }

    /// <summary>Completes when <see cref="HasSynced"/> becomes true.</summary>
    Task WaitForSyncAsync(CancellationToken cancellationToken);

    /// <summary>Keeps the store up to date until cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Keeps a <see cref="Store{T}"/> equal to what the server has, and tells subscribers of each change. One serves any number of controllers. After a list,
/// what was not in it is removed, so a deletion that no watch reported is still seen.
/// </summary>
/// <remarks>
/// A type that the server does not serve (its CRD is not installed) counts as synced and empty; the informer keeps asking. When a type that was served is
/// answered 404, the store keeps its objects for <see cref="NotServedGrace"/>: a starting API server answers 404 for types that it has not loaded yet, and
/// forgetting everything would make controllers act on a world that is not so. An object that does not fit our type is set aside, told in the log and by
/// <c>informer_unreadable_objects</c>, and counts as deleted until it can be read again; <see cref="Store{T}.IsAbsent"/> tells it from one that is gone.
/// </remarks>
public sealed partial class Informer<T> : IInformer
    where T : class, IKubernetesObject
{
    /// <summary>How long a served type must have been answered 404 before its objects are taken for gone.</summary>
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
        : this(NameOf(client), new Watcher<T>(client, options, timeProvider).WatchAsync, logger, timeProvider)
    {
    }

    internal Informer(
        string name, Func<CancellationToken, IAsyncEnumerable<WatcherEvent<T>>> watch, ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        Name = name;
        this.watch = watch;
        this.logger = logger ?? NullLogger.Instance;
        this.timeProvider = timeProvider ?? TimeProvider.System;
        reflector = new Reflector<T>(Store, new UnreadableReport(name, this.logger));
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
    /// quick and must not throw: it is meant to put keys into queues.
    /// </summary>
    public void Subscribe(Action<Change<T>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        reflector.Subscribe(handler);
    }

    /// <summary>
    /// Calls <paramref name="handler"/> with the key of each object that can no longer be read, or is gone after it could not be. Must be quick and must not
    /// throw.
    /// </summary>
    public void SubscribeUnreadable(Action<NamespacedName> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        reflector.SubscribeUnreadable(handler);
    }

    /// <summary>Asks the server at once, if the informer is waiting after a failure: for whoever knows that the cause may be gone, such as a CRD that arrived.</summary>
    public void RetryNow() => wake.TrySetResult();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var happened in watch(cancellationToken).WithCancellation(cancellationToken))
            {
                if (happened is WatcherEvent<T>.Failed(var error))
                {
                    await FailAsync(error, cancellationToken);
                }
                else
                {
                    Take(happened);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The regular end.
        }
    }

    private static string NameOf(ResourceClient<T> client)
    {
        ArgumentNullException.ThrowIfNull(client);
        var definition = client.Definition;
        return definition.Group.Length == 0 ? definition.Plural : $"{definition.Plural}.{definition.Group}";
    }

    private void Take(WatcherEvent<T> happened)
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

    private async ValueTask FailAsync(Exception error, CancellationToken cancellationToken)
    {
        hasFailed = true;
        if (error is KubernetesException { IsNotFound: true })
        {
            NotServed();
        }

        var delay = backoff.Next();
        if (error is KubernetesException { RetryAfter: { } wanted } && wanted > delay)
        {
            delay = wanted;
        }

        Log.Failed(logger, Name, OneLine.From(error), delay.TotalSeconds);
        if (await WaitAsync(delay, cancellationToken))
        {
            backoff.Reset();
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

    /// <summary>Waits; true when <see cref="RetryNow"/> cut the wait short.</summary>
    private async ValueTask<bool> WaitAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            await wake.Task.WaitAsync(delay, timeProvider, cancellationToken);
            wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Could not follow {Resource}: {Error}; next attempt in {Seconds:0.0} s")]
        public static partial void Failed(ILogger logger, string resource, string error, double seconds);

        [LoggerMessage(2, LogLevel.Information, "Follows {Resource} again")]
        public static partial void Recovered(ILogger logger, string resource);
    }
}

/// <summary>One change of a store.</summary>
/// <param name="Old">The object before; null when it is new.</param>
/// <param name="New">The object now; null when it is gone.</param>
/// <param name="IsInInitialList">The object was there when the informer started: nothing happened to it just now.</param>
public readonly record struct Change<T>(T? Old, T? New, bool IsInInitialList = false)
    where T : class, IKubernetesObject
{
    /// <summary>The object now, or as it was last.</summary>
    public T Object => New ?? Old!;
}
