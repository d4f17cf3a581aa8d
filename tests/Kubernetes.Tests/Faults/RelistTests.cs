using System.Globalization;
using System.Runtime.CompilerServices;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Kubernetes.Watching;

namespace ConfigDrive.Kubernetes.Tests.Faults;

/// <summary>Lists forced again and again while objects come and go. <c>RELISTS=10000</c> does it that often; the default keeps the suite quick.</summary>
public sealed class RelistTests(ControlPlaneFixture fixture)
{
    private static readonly int Relists = int.Parse(Environment.GetEnvironmentVariable("RELISTS") ?? "200", CultureInfo.InvariantCulture);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Relist_ObjectsComeAndGoMeanwhile_StoreEqualsTheServerAtTheListsVersionEachTime()
    {
        var configuration = KubernetesClientConfiguration.FromKubeConfig((await fixture.ControlPlaneAsync(Cancellation)).KubeConfigPath);
        await using var proxy = await ApiServerProxy.StartAsync(configuration, Cancellation);
        proxy.Watches = GoneAfterAFewAsync;
        using var client = new KubernetesClient(proxy.Configuration);
        var world = new ConfigMapWorld(await fixture.ClientAsync(Cancellation), await fixture.NamespaceAsync(Cancellation), names: 12);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var writing = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var time = new ImpatientTime();
        var options = new WatcherOptions { Namespace = world.Namespace, PageSize = 5 };
        var watcher = new Watcher<V1PartialObjectMetadata>(client.Metadata(Resources.ConfigMaps), options, time);
        Informer<V1PartialObjectMetadata> informer = null!;
        var lists = 0;
        var memory = 0L;
        informer = new Informer<V1PartialObjectMetadata>("configmaps", token => TapAsync(watcher.WatchAsync(token), async () =>
        {
            // The informer has dealt with the end of the list, and goes on only after this.
            Assert.Equal(await world.ServerAsync(Cancellation, proxy.ListVersion), ConfigMapWorld.Text(informer.Store.List()));
            if (++lists == Relists / 5)
            {
                memory = GC.GetTotalMemory(forceFullCollection: true);
            }

            if (lists >= Relists)
            {
                await stop.CancelAsync();
            }
        }, token), timeProvider: time);
        world.Listen(informer);
        var writers = Enumerable.Range(0, 2).Select(seed => world.ChangeAsync(seed, writing.Token)).ToList();
        await informer.RunAsync(stop.Token);
        await writing.CancelAsync();
        var changes = (await Task.WhenAll(writers)).Sum();
        Assert.Null(world.Fault);
        Assert.Equal(Relists, lists);
        Assert.True(changes > Relists / 10, $"only {changes} changes");
        var growth = GC.GetTotalMemory(forceFullCollection: true) - memory;
        Assert.True(growth < 4 << 20, $"memory grew by {growth} bytes");
        TestContext.Current.SendDiagnosticMessage($"{lists} lists during {changes} changes; memory grew by {growth} bytes");
    }

    private static async IAsyncEnumerable<string> GoneAfterAFewAsync(IAsyncEnumerable<string> lines)
    {
        await foreach (var line in lines.Take(1))
        {
            yield return line + "\n";
        }

        yield return """{"type":"ERROR","object":{"kind":"Status","status":"Failure","reason":"Expired","code":410,"message":"too old resource version"}}""" + "\n";
    }

    private static async IAsyncEnumerable<WatcherEvent<V1PartialObjectMetadata>> TapAsync(
        IAsyncEnumerable<WatcherEvent<V1PartialObjectMetadata>> events, Func<Task> listed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var happened in events.WithCancellation(cancellationToken))
        {
            yield return happened;
            if (happened.Type == WatcherEventType.InitDone)
            {
                await listed();
            }
        }
    }
}
