using ConfigDrive.Kubernetes.Client;

namespace ConfigDrive.Kubernetes.Watching;

/// <summary>
/// One watch connection: ends with the server's timeout, or a margin later when the server has fallen silent; refuses events whose versions do not rise.
/// </summary>
internal sealed class WatchSession<T> : IAsyncDisposable
    where T : class, IKubernetesObject
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly TimeProvider timeProvider;
    private readonly CancellationTokenSource limit;
    private readonly CancellationTokenSource stop;
    private readonly CancellationToken outer;
    private readonly IAsyncEnumerator<WatchEvent<T>> events;
    private readonly long started;
    private bool isEmpty = true;

    public WatchSession(ResourceClient<T> client, WatchOptions options, TimeSpan margin, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        this.timeProvider = timeProvider;
        outer = cancellationToken;
        started = timeProvider.GetTimestamp();
        limit = new CancellationTokenSource(options.Timeout + margin, timeProvider);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        events = client.WatchAsync(options, stop.Token).GetAsyncEnumerator(stop.Token);
        Version = options.ResourceVersion ?? "";
    }

    /// <summary>The last version seen: where the next watch goes on.</summary>
    public string Version { get; private set; }

    /// <summary>The next event; null when the server has ended the watch in the regular way.</summary>
    /// <param name="isOrdered">Whether versions must rise: they do, except among the objects of a streaming list.</param>
    /// <exception cref="TimeoutException">The connection is dead, or the server ends watches without reason.</exception>
    /// <exception cref="WatchOrderException">Events were repeated or reordered on the way: only a list can tell what is true.</exception>
    public async ValueTask<WatchEvent<T>?> NextAsync(bool isOrdered)
    {
        try
        {
            if (!await events.MoveNextAsync())
            {
                // client-go: a server that ends watches at once must not be asked again at once.
                return isEmpty && timeProvider.GetElapsedTime(started) < Shortest
                    ? throw new TimeoutException("The server ended the watch at once and without an event")
                    : null;
            }
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !outer.IsCancellationRequested)
        {
            throw new TimeoutException("The server did not end the watch in time: the connection is taken for dead", exception);
        }

        isEmpty = false;
        var change = events.Current;
        if (isOrdered)
        {
            Advance(change);
        }
        else if (change.EndsInitialEvents)
        {
            Version = change.ResourceVersion;
        }

        return change;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await events.DisposeAsync();
        stop.Dispose();
        limit.Dispose();
    }

    private void Advance(WatchEvent<T> change)
    {
        // Versions are opaque in principle, numbers that rise within a type in practice, and comparable by contract since Kubernetes 1.35.
        var rises = !ulong.TryParse(Version, out var last) || !ulong.TryParse(change.ResourceVersion, out var next) || next > last;
        if (rises)
        {
            Version = change.ResourceVersion;
        }
        else if (change.Type != WatchEventType.Bookmark)
        {
            throw new WatchOrderException(Version, change.ResourceVersion);
        }
    }
}
