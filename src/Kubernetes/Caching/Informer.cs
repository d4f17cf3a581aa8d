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
/// Keeps a <see cref="Store{T}"/> equal to what the server has, and reports each change to subscribers. One serves any number of controllers, and watches one
/// namespace, several, or all. After a list, what was not in it is removed, so a deletion that no watch reported is still seen.
/// </summary>
/// <remarks>
/// A type that the server does not serve (its CRD is not installed) counts as synced and empty; the informer keeps asking. When a type that was served is
/// answered 404, the store keeps its objects for <see cref="NotServedGrace"/>: a starting API server answers 404 for types that it has not loaded yet, and
/// forgetting everything would make controllers act on a false state. An object that does not fit our type is logged, counted by
/// <c>informer_unreadable_objects</c>, and treated as deleted until it can be read again; <see cref="Store{T}.IsAbsent"/> distinguishes it from a deleted one.
/// </remarks>
public sealed class Informer<T> : IInformer
    where T : class, IKubernetesObject
{
    /// <summary>How long a served type must have been answered 404 before its objects are treated as deleted.</summary>
    public static readonly TimeSpan NotServedGrace = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly Reflector<T> reflector;
    private readonly IReadOnlyList<WatchLoop<T>> loops;
    private volatile bool isServed = true;

    /// <summary>An informer on the objects that <paramref name="client"/> reads; for metadata alone, take <see cref="KubernetesClient.Metadata{T}"/>.</summary>
    public Informer(ResourceClient<T> client, WatcherOptions? options = null, ILogger? logger = null, TimeProvider? timeProvider = null)
        : this(client, [options ?? new WatcherOptions()], logger, timeProvider)
    {
    }

    /// <summary>The same, with several watches: at least one, each of another namespace.</summary>
    public Informer(ResourceClient<T> client, IReadOnlyList<WatcherOptions> watches, ILogger? logger = null, TimeProvider? timeProvider = null)
        : this(client.Definition.GroupResource, watches.Select(watch => new Watch<T>(watch.Namespace, new Watcher<T>(client, watch, timeProvider).WatchAsync)), logger, timeProvider)
    {
    }

    internal Informer(
        string name, Func<CancellationToken, IAsyncEnumerable<WatcherEvent<T>>> watch, ILogger? logger = null, TimeProvider? timeProvider = null)
        : this(name, [new Watch<T>(null, watch)], logger, timeProvider)
    {
    }

    internal Informer(string name, IEnumerable<Watch<T>> watches, ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        Name = name;
        logger ??= NullLogger.Instance;
        reflector = new Reflector<T>(Store, name, logger);
        var all = watches.ToList();
        loops =
        [
            .. all.Select(watch => new WatchLoop<T>(
                all.Count > 1 ? $"{name} of namespace {watch.Namespace}" : name, watch, reflector, UpdateServed, logger, timeProvider ?? TimeProvider.System)),
        ];
    }

    public string Name { get; }

    public Store<T> Store { get; } = new();

    public bool HasSynced => loops.All(loop => loop.Synced.IsCompleted);

    /// <summary>Whether the server serves the type, as far as is known; true until it has answered 404.</summary>
    public bool IsServed => isServed;

    /// <summary>Raised when <see cref="IsServed"/> has changed, after the store has what there is. Handlers must be quick and must not throw.</summary>
    public event EventHandler? ServedChanged;

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => Task.WhenAll(loops.Select(loop => loop.Synced)).WaitAsync(cancellationToken);

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
    public void RetryNow()
    {
        foreach (var loop in loops)
        {
            loop.RetryNow();
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = loops.Select(loop => loop.RunAsync(end.Token)).ToList();
        await Task.WhenAny(running); // the first that fails ends the others
        await end.CancelAsync();
        await Task.WhenAll(running);
    }

    // Served once each watch is: only then does the store have all that there is.
    private void UpdateServed()
    {
        lock (gate)
        {
            var served = loops.All(loop => loop.IsServed);
            if (isServed != served)
            {
                isServed = served;
                ServedChanged?.Invoke(this, EventArgs.Empty);
            }
        }
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
