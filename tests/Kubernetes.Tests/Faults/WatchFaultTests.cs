using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Watching;

namespace ConfigDrive.Kubernetes.Tests.Faults;

/// <summary>What stands between the API server and an informer does its worst, while the objects change.</summary>
public sealed class WatchFaultTests(ControlPlaneFixture fixture) : IAsyncLifetime
{
    private KubernetesClientConfiguration configuration = null!;
    private ApiServerProxy proxy = null!;
    private KubernetesClient client = null!;
    private ConfigMapWorld world = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        configuration = KubernetesClientConfiguration.FromKubeConfig((await fixture.ControlPlaneAsync(Cancellation)).KubeConfigPath);
        proxy = await ApiServerProxy.StartAsync(configuration, Cancellation);
        client = new KubernetesClient(proxy.Configuration);
        world = new ConfigMapWorld(await fixture.ClientAsync(Cancellation), await fixture.NamespaceAsync(Cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await proxy.DisposeAsync();
    }

    [Theory(Timeout = Deadline.Long)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Watch_TruncatedDuplicatedDelayedAndReordered_StoreEqualsTheServerAfterwards(int seed)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var random = new Random(seed);
        var faults = 0;
        var watches = 0;
        proxy.Watches = lines => MangleAsync(lines, new Random((1000 * seed) + Interlocked.Increment(ref watches)), () => Interlocked.Increment(ref faults));
        var informer = new Informer<V1PartialObjectMetadata>(
            client.Metadata(Resources.ConfigMaps), new WatcherOptions { Namespace = world.Namespace }, timeProvider: new ImpatientTime());
        world.Listen(informer);
        var running = informer.RunAsync(stop.Token);
        for (var i = 0; i < 400 || Volatile.Read(ref faults) <= 20; i++)
        {
            await world.ChangeOnceAsync(random, Cancellation);
        }

        proxy.Watches = ApiServerProxy.Unchanged;
        proxy.Cut();
        proxy.Mend();
        await world.ConvergesAsync(informer, Cancellation);
        await stop.CancelAsync();
        await running;
    }

    [Fact(Timeout = Deadline.Long)]
    public async Task Watch_ConnectionCutWhileObjectsGo_TheirDeletionsAreSeen()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var informer = new Informer<V1PartialObjectMetadata>(
            client.Metadata(Resources.ConfigMaps), new WatcherOptions { Namespace = world.Namespace }, timeProvider: new ImpatientTime());
        world.Listen(informer);
        var running = informer.RunAsync(stop.Token);
        var random = new Random(4);
        for (var round = 0; round < 10; round++)
        {
            proxy.Cut();
            for (var i = 0; i < 20; i++)
            {
                await world.ChangeOnceAsync(random, Cancellation);
            }

            proxy.Mend();
            await world.ConvergesAsync(informer, Cancellation);
        }

        await stop.CancelAsync();
        await running;
    }

    private static async IAsyncEnumerable<string> MangleAsync(IAsyncEnumerable<string> lines, Random random, Action fault)
    {
        var seen = new List<string>();
        string? held = null;
        await foreach (var line in lines)
        {
            seen.Add(line);
            if (held is not null)
            {
                // Both at once: a connection that is cut between them would lose the one, as no server does.
                yield return line + "\n" + held + "\n";
                held = null;
                continue;
            }

            switch (random.Next(25))
            {
                case 0:
                    fault();
                    yield return line[..random.Next(line.Length)];
                    yield break;
                case 1:
                    fault();
                    throw new IOException("broken on purpose");
                case 2 or 3:
                    fault();
                    yield return line + "\n" + seen[random.Next(seen.Count)] + "\n";
                    break;
                case 4 or 5:
                    fault();
                    held = line;
                    break;
                case 6:
                    fault();
                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
                    yield return line + "\n";
                    break;
                default:
                    yield return line + "\n";
                    break;
            }
        }
    }
}
