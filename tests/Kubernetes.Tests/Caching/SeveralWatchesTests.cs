using System.Threading.Channels;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.TestControlPlane;
using Event = ConfigDrive.Kubernetes.Watching.WatcherEvent<ConfigDrive.Kubernetes.Models.V1PartialObjectMetadata>;

namespace ConfigDrive.Kubernetes.Tests.Caching;

/// <summary>An informer on two namespaces, each with a watch of its own.</summary>
public sealed class SeveralWatchesTests : IAsyncDisposable
{
    private readonly Channel<Event> left = Channel.CreateUnbounded<Event>();
    private readonly Channel<Event> right = Channel.CreateUnbounded<Event>();
    private readonly Informer<V1PartialObjectMetadata> informer;
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    public SeveralWatchesTests()
    {
        informer = new Informer<V1PartialObjectMetadata>("pods", [new("left", left.Reader.ReadAllAsync), new("right", right.Reader.ReadAllAsync)]);
        running = informer.RunAsync(stop.Token);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IEnumerable<string> Stored => informer.Store.List().Select(pod => NamespacedName.From(pod).ToString()).Order(StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Informer_OfTwoNamespaces_HasSyncedWhenBothHaveListed()
    {
        await ListAsync(left, "left", "a");
        await StoredAsync("left/a");
        Assert.False(informer.HasSynced);
        Assert.False(informer.WaitForSyncAsync(Cancellation).IsCompleted);

        await ListAsync(right, "right");
        await informer.WaitForSyncAsync(Cancellation);
        Assert.True(informer.HasSynced);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task List_OfOneNamespace_RemovesWhatItMisses_AndNothingOfTheOther()
    {
        await ListAsync(left, "left", "a", "b");
        await ListAsync(right, "right", "a");
        await informer.WaitForSyncAsync(Cancellation);

        await ListAsync(left, "left", "b");

        await StoredAsync("left/b", "right/a");
    }

    private static async Task ListAsync(Channel<Event> watch, string @namespace, params string[] names)
    {
        await watch.Writer.WriteAsync(new Event.Init(), Cancellation);
        foreach (var name in names)
        {
            var pod = new V1PartialObjectMetadata { Metadata = new V1ObjectMeta { Namespace = @namespace, Name = name, ResourceVersion = "1" } };
            await watch.Writer.WriteAsync(new Event.InitApply(pod), Cancellation);
        }

        await watch.Writer.WriteAsync(new Event.InitDone(), Cancellation);
    }

    private Task<List<string>> StoredAsync(params string[] expected) =>
        Eventually.TrueAsync(() => Task.FromResult(Stored.ToList()), stored => stored.SequenceEqual(expected), Cancellation);
}
