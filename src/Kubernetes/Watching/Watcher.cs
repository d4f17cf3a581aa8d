using System.Runtime.CompilerServices;
using System.Text.Json;
using ConfigDrive.Kubernetes.Client;

namespace ConfigDrive.Kubernetes.Watching;

/// <summary>
/// Watches all objects of a type, whatever happens to a single watch: it lists, watches, and lists again. An explicit state machine:
/// <code>
/// Empty ──list──▶ Listing ──last page──▶ Listed ──▶ Watching ──ended, broken──▶ Listed
///   │                                                  ▲  │
///   └─────streaming list─────▶ Streaming ──bookmark────┘  └──410, reordered, type gone──▶ Empty
/// </code>
/// Failures are events; the watcher stays usable, and waiting before the next step is left to the reader.
/// </summary>
/// <remarks>The shape is kube-rs's <c>runtime/watcher.rs</c>, the rules on what to do after a failure are client-go's <c>tools/cache/reflector.go</c>.</remarks>
public sealed class Watcher<T>(ResourceClient<T> client, WatcherOptions? options = null, TimeProvider? timeProvider = null)
    where T : class, IKubernetesObject
{
    private const int FirstPage = 50;
    private const long PageBytes = 4 * 1024 * 1024;

    private readonly WatcherOptions options = options ?? new WatcherOptions();
    private readonly TimeProvider timeProvider = timeProvider ?? TimeProvider.System;

    /// <summary>The events, for ever. One reader at a time.</summary>
    public async IAsyncEnumerable<WatcherEvent<T>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        State state = new Empty();
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (state, var happened) = await TryStepAsync(state, cancellationToken);
                if (happened is { } change)
                {
                    yield return change;
                }
            }
        }
        finally
        {
            await CloseAsync(state);
        }
    }

    private async ValueTask<(State Next, WatcherEvent<T>? Event)> TryStepAsync(State state, CancellationToken cancellationToken)
    {
        try
        {
            return await StepAsync(state, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            await CloseAsync(state);
            if (state is Streaming && exception is KubernetesException { IsInvalid: true })
            {
                client.Client.LacksStreamingLists = true;
                return (new Listing(null), null);
            }

            State next = state switch
            {
                Watching { Session.Version: var version } when !NeedsList(exception) => new Listed(version),
                Listed when !NeedsList(exception) => state,
                _ => new Empty(),
            };
            return (next, new WatcherEvent<T>.Failed(exception));
        }
    }

    private async ValueTask<(State Next, WatcherEvent<T>? Event)> StepAsync(State state, CancellationToken cancellationToken)
    {
        switch (state)
        {
            case Empty:
                var streams = options.StreamingLists && !client.Client.LacksStreamingLists;
                return (streams ? new Streaming(Open(null, cancellationToken)) : new Listing(null), new WatcherEvent<T>.Init());

            case Listing { Page: { } page, Index: var index } when index < page.Items.Count:
                return (new Listing(page, index + 1), new WatcherEvent<T>.InitApply(page.Items[index]));

            case Listing { Page: { } page, Index: var index } when index - page.Items.Count < page.Unreadable.Count:
                return (new Listing(page, index + 1), new WatcherEvent<T>.Unreadable(page.Unreadable[index - page.Items.Count]));

            case Listing { Page: { Continue: null } last }:
                return (new Listed(last.ResourceVersion), new WatcherEvent<T>.InitDone());

            case Listing listing:
                return (new Listing((await client.ListPageAsync(PageAfter(listing.Page), cancellationToken)).List), null);

            case Listed { Version: var version }:
                return (new Watching(Open(version, cancellationToken)), null);

            case Streaming { Session: var session }:
                return await session.NextAsync(isOrdered: false) switch
                {
                    null => throw new TimeoutException("The server ended the streaming list before its end"),
                    WatchEvent<T>.Bookmark { EndsInitialEvents: true } => (new Watching(session), new WatcherEvent<T>.InitDone()),
                    WatchEvent<T>.Applied(var listed) => (state, new WatcherEvent<T>.InitApply(listed)),
                    var other => (state, ToWatcherEvent(other)),
                };

            case Watching { Session: var session }:
                if (await session.NextAsync(isOrdered: true) is { } change)
                {
                    return (state, ToWatcherEvent(change));
                }

                await session.DisposeAsync();
                return (new Listed(session.Version), null);

            default:
                throw new InvalidOperationException($"No such state: {state}");
        }
    }

    private static WatcherEvent<T>? ToWatcherEvent(WatchEvent<T> change) => change switch
    {
        WatchEvent<T>.Applied(var resource) => new WatcherEvent<T>.Apply(resource),
        WatchEvent<T>.Unreadable(var found) => new WatcherEvent<T>.Unreadable(found),
        WatchEvent<T>.Deleted(var key, _) => new WatcherEvent<T>.Delete(key),
        _ => null,
    };

    /// <summary>
    /// Whether continuing from the last version cannot help: it is too old or too new for the server, the order of events cannot be trusted, or an event is not
    /// JSON of the API and would be sent again and again.
    /// </summary>
    private static bool NeedsList(Exception exception) => exception is WatchOrderException or JsonException
        or KubernetesException { IsGone: true } or KubernetesException { IsNotFound: true }
        or KubernetesException { IsInvalid: true } or KubernetesException { IsResourceVersionTooLarge: true };

    private static ValueTask CloseAsync(State state) => state switch
    {
        Streaming { Session: var session } => session.DisposeAsync(),
        Watching { Session: var session } => session.DisposeAsync(),
        _ => default,
    };

    private ListOptions PageAfter(KubernetesList<T>? page) => new()
    {
        Namespace = options.Namespace,
        LabelSelector = options.LabelSelector,
        FieldSelector = options.FieldSelector,
        Limit = SizeAfter(page),
        Continue = page?.Continue,
    };

    /// <summary>
    /// A small first page shows how large the objects are; each page after it has as many as fit, so that large ones cost neither the server nor us much memory.
    /// </summary>
    private int SizeAfter(KubernetesList<T>? page)
    {
        var count = page is null ? 0 : page.Items.Count + page.Unreadable.Count;
        return count == 0 ? Math.Min(FirstPage, options.PageSize) : (int)Math.Clamp(PageBytes * count / Math.Max(page!.Bytes, 1), 1, options.PageSize);
    }

    private WatchSession<T> Open(string? version, CancellationToken cancellationToken)
    {
        var watch = new WatchOptions
        {
            Namespace = options.Namespace,
            LabelSelector = options.LabelSelector,
            FieldSelector = options.FieldSelector,
            ResourceVersion = version,
            Timeout = options.Timeout,
            SendInitialEvents = version is null,
        };
        return new WatchSession<T>(client, watch, options.TimeoutMargin, timeProvider, cancellationToken);
    }

    private abstract record State;

    private sealed record Empty : State;

    private sealed record Listing(KubernetesList<T>? Page, int Index = 0) : State;

    private sealed record Listed(string Version) : State;

    private sealed record Streaming(WatchSession<T> Session) : State;

    private sealed record Watching(WatchSession<T> Session) : State;
}

/// <summary>An event of a watcher. The names are kube-rs's (<c>runtime/watcher.rs</c>).</summary>
public abstract record WatcherEvent<T>
    where T : class, IKubernetesObject
{
    private WatcherEvent()
    {
    }

    /// <summary>
    /// A list begins. The former state stays valid until <see cref="InitDone"/>; an earlier list that did not get that far is void.
    /// </summary>
    public sealed record Init : WatcherEvent<T>;

    /// <summary>An object of the list.</summary>
    public sealed record InitApply(T Object) : WatcherEvent<T>;

    /// <summary>The list is complete: what was not in it is deleted.</summary>
    public sealed record InitDone : WatcherEvent<T>;

    /// <summary>An object was added or changed.</summary>
    public sealed record Apply(T Object) : WatcherEvent<T>;

    /// <summary>As <see cref="InitApply"/> or <see cref="Apply"/>, but the object does not fit its type.</summary>
    public sealed record Unreadable(UnreadableObject Found) : WatcherEvent<T>;

    public sealed record Delete(NamespacedName Key) : WatcherEvent<T>;

    /// <summary>A request failed. The watcher continues when asked for the next event; how long to wait before that is the reader's decision.</summary>
    public sealed record Failed(Exception Error) : WatcherEvent<T>;
}

/// <summary>What to watch, and how.</summary>
public sealed record WatcherOptions : ObjectSelector
{
    /// <summary>The maximum number of objects on a page of the list.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>After how long the server is to end a watch.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(290);

    /// <summary>How much longer to wait for that before the connection is treated as dead.</summary>
    public TimeSpan TimeoutMargin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether to ask for a streaming list first; a server without them is asked for pages.</summary>
    public bool StreamingLists { get; init; } = true;
}

/// <summary>
/// One watch connection: ends with the server's timeout, or a margin later when the server is silent; rejects events whose versions do not rise.
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

    /// <summary>The last version seen: where the next watch continues.</summary>
    public string Version { get; private set; }

    /// <summary>The next event; null when the server has ended the watch in the regular way.</summary>
    /// <param name="isOrdered">Whether versions must rise: they do, except among the objects of a streaming list.</param>
    /// <exception cref="TimeoutException">The connection is dead, or the server ends watches without reason.</exception>
    /// <exception cref="WatchOrderException">Events were repeated or reordered on the way: only a list shows the true state.</exception>
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
            throw new TimeoutException("The server did not end the watch in time: the connection is treated as dead", exception);
        }

        isEmpty = false;
        var change = events.Current;
        if (isOrdered)
        {
            Advance(change);
        }
        else if (change is WatchEvent<T>.Bookmark { EndsInitialEvents: true })
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
        else if (change is not WatchEvent<T>.Bookmark)
        {
            throw new WatchOrderException(Version, change.ResourceVersion);
        }
    }
}

/// <summary>A watch delivered an event whose version is not above the one before: something between the server and us repeats or reorders.</summary>
public sealed class WatchOrderException(string last, string received)
    : Exception($"The watch went back from version {last} to {received}; the objects are listed again");
