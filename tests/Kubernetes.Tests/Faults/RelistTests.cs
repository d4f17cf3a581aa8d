using System.Runtime.CompilerServices;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Watching;
using Event = ConfigDrive.Kubernetes.Watching.WatcherEvent<ConfigDrive.Kubernetes.Models.V1PartialObjectMetadata>;

namespace ConfigDrive.Kubernetes.Tests.Faults;

/// <summary>Ten thousand lists forced by watches that expire, while objects come and go; after each the store is compared with the server's at the list's version.</summary>
public sealed class RelistTests(ControlPlaneFixture fixture)
{
    private const int Relists = 10_000;
    private const int Informers = 4;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = Deadline.Relists)]
    public async Task Relist_ObjectsComeAndGoMeanwhile_StoreEqualsTheServerAtTheListsVersionEachTime()
    {
        var configuration = KubernetesClientConfiguration.FromKubeConfig((await fixture.ControlPlaneAsync(Cancellation)).KubeConfigPath);
        var direct = await fixture.ClientAsync(Cancellation);
        var ns = await fixture.NamespaceAsync(Cancellation);
        using var writing = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var writers = Enumerable.Range(0, 2).Select(seed => new ConfigMapWorld(direct, ns, names: 12).ChangeAsync(seed, writing.Token)).ToList();
        var followed = await Task.WhenAll(Enumerable.Range(0, Informers).Select(number => FollowAsync(configuration, direct, ns, number)));
        await writing.CancelAsync();
        var changes = (await Task.WhenAll(writers)).Sum();
        Assert.True(changes > Relists / 10, $"only {changes} changes");
        Assert.Equal(Relists, followed.Sum(one => one.Lists));
        Assert.All(followed, one => Assert.True(one.ListedDeletions > 10, $"only {one.ListedDeletions} deletions were seen by a list"));
        TestContext.Current.SendDiagnosticMessage($"{Relists} lists during {changes} changes, {followed.Sum(one => one.ListedDeletions)} deletions told by lists");
    }

    /// <summary>Follows until its share of lists is done.</summary>
    private static async Task<(int Lists, int ListedDeletions)> FollowAsync(
        KubernetesClientConfiguration configuration, KubernetesClient direct, string ns, int number)
    {
        WatchesThatExpire server = null!;
        using var client = new KubernetesClient(configuration with { WrapTransport = inner => server = new WatchesThatExpire(inner, number) });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var world = new ConfigMapWorld(direct, ns);
        var time = new ImpatientTime();
        // One in four reads its lists in pages.
        var options = new WatcherOptions { Namespace = ns, PageSize = number == 0 ? 5 : 500 };
        var watcher = new Watcher<V1PartialObjectMetadata>(client.Metadata(Resources.ConfigMaps), options, time);
        Informer<V1PartialObjectMetadata> informer = null!;
        var lists = 0;
        var listedDeletions = 0;
        var isListing = false;
        informer = new Informer<V1PartialObjectMetadata>("configmaps", token => TapAsync(watcher.WatchAsync(token), isListed => isListing = isListed, async () =>
        {
            // The informer has dealt with the end of the list, and goes on only after this.
            Assert.Equal(await world.ServerAsync(Cancellation, server.ListVersion), ConfigMapWorld.Text(informer.Store.List()));
            if (++lists == Relists / Informers)
            {
                await stop.CancelAsync();
            }
        }, token), timeProvider: time);
        informer.Subscribe(change => listedDeletions += isListing && change.New is null ? 1 : 0);
        world.Listen(informer);
        await informer.RunAsync(stop.Token);
        Assert.Null(world.Fault);
        return (lists, listedDeletions);
    }

    private static async IAsyncEnumerable<Event> TapAsync(
        IAsyncEnumerable<Event> events,
        Action<bool> listing,
        Func<Task> listed,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var happened in events.WithCancellation(cancellationToken))
        {
            listing(happened is Event.Init or Event.InitApply or Event.InitDone);
            yield return happened;
            if (happened is Event.InitDone)
            {
                await listed();
            }
        }
    }
}
