using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.TestControlPlane;
using Event = ConfigDrive.Kubernetes.Watching.WatcherEvent<ConfigDrive.Kubernetes.Models.V1PartialObjectMetadata>;

namespace ConfigDrive.Kubernetes.Tests.Caching;

public sealed class InformerTests : IAsyncDisposable
{
    private readonly VirtualTime time = new();
    private readonly Channel<Event> events = Channel.CreateUnbounded<Event>();
    private readonly Informer<V1PartialObjectMetadata> informer;
    private readonly List<Change<V1PartialObjectMetadata>> changes = [];
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;
    private int taken;
    private volatile bool isWaiting;

    public InformerTests()
    {
        informer = new Informer<V1PartialObjectMetadata>("pods", Read, timeProvider: time);
        informer.Subscribe(changes.Add);
        running = informer.RunAsync(stop.Token);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task List_FirstObjects_AreChangesOfTheInitialListAndSyncOnlyAtTheEnd()
    {
        await SendAsync(new Event.Init(), Listed("a"), Listed("b"));
        Assert.False(informer.HasSynced);
        await SendAsync(new Event.InitDone());
        Assert.True(informer.HasSynced);
        Assert.Equal(2, informer.Store.Count);
        Assert.All(changes, change => Assert.True(change is { Old: null, IsInInitialList: true }));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task List_ObjectThatIsMissing_IsADeletion()
    {
        await ListAsync("a", "b");
        changes.Clear();
        await ListAsync("b");
        var change = Assert.Single(changes);
        Assert.Equal("a", change.Old!.Metadata.Name);
        Assert.Null(change.New);
        Assert.Equal(["b"], informer.Store.List().Select(item => item.Metadata.Name));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task List_CutOffHalfway_DeletesNothing()
    {
        await ListAsync("a", "b");
        await SendAsync(new Event.Init(), Listed("b"), Failed(new IOException("cut off")));
        await FailuresPassAsync();
        await SendAsync(new Event.Init(), Listed("a"), Listed("b"), new Event.InitDone());
        Assert.Equal(2, informer.Store.Count);
        Assert.DoesNotContain(changes, change => change.New is null);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task List_ObjectThatIsKnown_IsNoChange()
    {
        await ListAsync("a");
        await ListAsync("a");
        Assert.Single(changes);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Changes_OldAndNew_AreThoseBeforeAndAfter()
    {
        await ListAsync("a");
        await SendAsync(new Event.Apply(TestObject.Create("a", 2)), new Event.Delete(NamespacedName.From(TestObject.Create("a", 3))));
        Assert.Equal([(null, "1"), ("1", "2"), ("2", null)], changes.Select(change => (Version(change.Old), Version(change.New))));
        Assert.False(changes[1].IsInInitialList);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Subscribe_Late_HearsOfWhatIsThere()
    {
        await ListAsync("a", "b");
        var late = new List<string>();
        informer.Subscribe(change => late.Add(change.Object.Metadata.Name!));
        Assert.Equal(["a", "b"], late.Order());
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task NotServed_AtTheStart_IsSyncedAndEmptyAndAsksAgainWhenTold()
    {
        await SendAsync(new Event.Init(), Failed(NotFound()));
        await Eventually.TrueAsync(() => time.ArmedTimers, timers => timers == 1, Cancellation);
        Assert.True(informer.HasSynced);
        Assert.False(informer.IsServed);
        informer.RetryNow();
        await ListAsync("a");
        Assert.True(informer.IsServed);
        Assert.Equal(1, informer.Store.Count);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task NotServed_AfterItWasServed_KeepsTheObjectsForAWhile()
    {
        await ListAsync("a");
        await SendAsync(Failed(NotFound()));
        await FailuresPassAsync();
        await SendAsync(Failed(NotFound()));
        await Eventually.TrueAsync(() => time.ArmedTimers, timers => timers == 1, Cancellation);
        Assert.False(informer.IsServed);
        Assert.Equal(1, informer.Store.Count);
        await FailuresPassAsync();
        time.Advance(Informer<V1PartialObjectMetadata>.NotServedGrace);
        await SendAsync(Failed(NotFound()));
        await Eventually.TrueAsync(() => informer.Store.Count, count => count == 0, Cancellation);
        Assert.Null(changes[^1].New);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Failure_ServerNamesATime_WaitsAtLeastThatLong()
    {
        await SendAsync(Failed(new KubernetesException("GET /x", new V1Status(), HttpStatusCode.TooManyRequests, TimeSpan.FromMinutes(3))));
        await Eventually.TrueAsync(() => time.ArmedTimers, timers => timers == 1, Cancellation);
        events.Writer.TryWrite(new Event.Init());
        time.Advance(TimeSpan.FromMinutes(2.9));
        Assert.Equal(1, Volatile.Read(ref taken));
        time.Advance(TimeSpan.FromMinutes(0.1));
        await Eventually.TrueAsync(() => Volatile.Read(ref taken), count => count == 2, Cancellation);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Request_ThatFailsWhileTheInformerIsCancelled_IsNotAFailureOfTheInformer()
    {
        using var cancelled = new CancellationTokenSource();
        var failing = new Informer<V1PartialObjectMetadata>("pods", FailOnceCancelled, timeProvider: time).RunAsync(cancelled.Token);

        await cancelled.CancelAsync();

        await failing;

        static async IAsyncEnumerable<Event> FailOnceCancelled([EnumeratorCancellation] CancellationToken token)
        {
            await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
            yield return token.IsCancellationRequested ? throw new HttpRequestException("The connection was reset.") : new Event.Init();
        }
    }

    private static string? Version(V1PartialObjectMetadata? resource) => resource?.Metadata.ResourceVersion;

    private static Event.InitApply Listed(string name) => new(TestObject.Create(name));

    private static Event.Failed Failed(Exception error) => new(error);

    private static KubernetesException NotFound() => new("GET /x", new V1Status { Reason = "NotFound" }, HttpStatusCode.NotFound);

    private Task ListAsync(params string[] names) =>
        SendAsync([new Event.Init(), .. names.Select(Listed), new Event.InitDone()]);

    /// <summary>Hands events to the informer and waits until it has asked for the next, or waits after a failure.</summary>
    private async Task SendAsync(params Event[] sent)
    {
        var before = Volatile.Read(ref taken);
        foreach (var happened in sent)
        {
            events.Writer.TryWrite(happened);
        }

        await Eventually.TrueAsync(() => Volatile.Read(ref taken), count => count == before + sent.Length, Cancellation);
        await Eventually.TrueAsync(() => isWaiting || (sent[^1] is Event.Failed && time.ArmedTimers > 0), idle => idle, Cancellation);
    }

    private async Task FailuresPassAsync()
    {
        await Eventually.TrueAsync(() => time.ArmedTimers, timers => timers == 1, Cancellation);
        time.Advance(TimeSpan.FromSeconds(4));
        await Eventually.TrueAsync(() => isWaiting, waiting => waiting, Cancellation);
    }

    private async IAsyncEnumerable<Event> Read([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            isWaiting = events.Reader.Count == 0;
            var next = await events.Reader.ReadAsync(cancellationToken);
            isWaiting = false;
            Interlocked.Increment(ref taken);
            yield return next;
        }
    }
}
