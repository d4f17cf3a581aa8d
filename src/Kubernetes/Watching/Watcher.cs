using System.Runtime.CompilerServices;
using System.Text.Json;
using ConfigDrive.Kubernetes.Client;

namespace ConfigDrive.Kubernetes.Watching;

/// <summary>
/// Follows all objects of a type, through everything that befalls a watch. An explicit state machine:
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
            return (next, new(WatcherEventType.Failed, Error: exception));
        }
    }

    private async ValueTask<(State Next, WatcherEvent<T>? Event)> StepAsync(State state, CancellationToken cancellationToken)
    {
        switch (state)
        {
            case Empty:
                var streams = options.StreamingLists && !client.Client.LacksStreamingLists;
                return (streams ? new Streaming(Open(null, cancellationToken)) : new Listing(null), new(WatcherEventType.Init));

            case Listing { Page: { } page, Index: var index } when index < page.Items.Count:
                return (new Listing(page, index + 1), new(WatcherEventType.InitApply, page.Items[index]));

            case Listing { Page: { } page, Index: var index } when index - page.Items.Count < page.Unreadable.Count:
                return (new Listing(page, index + 1), new(WatcherEventType.InitApply) { Unreadable = page.Unreadable[index - page.Items.Count] });

            case Listing { Page: { Continue: null } last }:
                return (new Listed(last.ResourceVersion), new(WatcherEventType.InitDone));

            case Listing listing:
                return (new Listing((await client.ListPageAsync(PageAfter(listing.Page), cancellationToken)).List), null);

            case Listed { Version: var version }:
                return (new Watching(Open(version, cancellationToken)), null);

            case Streaming { Session: var session }:
                return await session.NextAsync(isOrdered: false) switch
                {
                    null => throw new TimeoutException("The server ended the streaming list before its end"),
                    { EndsInitialEvents: true } => (new Watching(session), new(WatcherEventType.InitDone)),
                    { Type: WatchEventType.Bookmark } => (state, null),
                    { Type: WatchEventType.Deleted } gone => (state, Event(WatcherEventType.Delete, gone)),
                    { } change => (state, Event(WatcherEventType.InitApply, change)),
                };

            case Watching { Session: var session }:
                switch (await session.NextAsync(isOrdered: true))
                {
                    case null:
                        await session.DisposeAsync();
                        return (new Listed(session.Version), null);
                    case { Type: WatchEventType.Bookmark }:
                        return (state, null);
                    case { Type: WatchEventType.Deleted } gone:
                        return (state, Event(WatcherEventType.Delete, gone));
                    case { } change:
                        return (state, Event(WatcherEventType.Apply, change));
                }

            default:
                throw new InvalidOperationException($"No such state: {state}");
        }
    }

    private static WatcherEvent<T> Event(WatcherEventType type, WatchEvent<T> change) => new(type, change.Object) { Unreadable = change.Unreadable };

    /// <summary>
    /// Whether going on from the last version cannot help: it is too old or too new for the server, the order of events cannot be trusted, or an event is no
    /// JSON of the API and would come again and again.
    /// </summary>
    private static bool NeedsList(Exception exception) => exception is WatchOrderException or JsonException
        or KubernetesException { IsGone: true }
        or KubernetesException { IsNotFound: true }
        or KubernetesException { IsInvalid: true }
        or KubernetesException { IsResourceVersionTooLarge: true };

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
        Limit = options.PageSize,
        Continue = page?.Continue,
    };

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
