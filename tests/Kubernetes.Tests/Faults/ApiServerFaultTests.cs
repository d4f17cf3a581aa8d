using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Watching;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Kubernetes.Tests.Faults;

/// <summary>The API server itself fails. It is one of the test's own.</summary>
public sealed class ApiServerFaultTests : IAsyncLifetime
{
    private readonly RecordingLogger log = new();
    private readonly CancellationTokenSource stop = new();
    private ControlPlane controlPlane = null!;
    private KubernetesClient client = null!;
    private ConfigMapWorld world = null!;
    private Informer<V1PartialObjectMetadata> informer = null!;
    private Task running = Task.CompletedTask;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (await ControlPlane.UnavailableReasonAsync() is { } reason)
        {
            Assert.Skip(reason);
        }

        controlPlane = await ControlPlane.StartAsync(Cancellation);
        if (controlPlane.IsExistingCluster)
        {
            Assert.Skip("This needs an API server of the test's own: unset USE_EXISTING_CLUSTER.");
        }

        client = new KubernetesClient(KubernetesClientConfiguration.FromKubeConfig(controlPlane.KubeConfigPath));
        world = new ConfigMapWorld(client, "default");
        informer = new Informer<V1PartialObjectMetadata>(client.Metadata(Resources.ConfigMaps), new WatcherOptions { Namespace = "default" }, log);
        world.Listen(informer);
        await ChangeAsync(30);
        running = informer.RunAsync(stop.Token);
        await world.ConvergesAsync(informer, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
        client?.Dispose();
        if (controlPlane is not null)
        {
            await controlPlane.DisposeAsync();
        }
    }

    [Fact(Timeout = Deadline.Long)]
    public async Task ApiServer_RestartsWhileObjectsChange_StoreEqualsTheServerAfterwards()
    {
        using var writing = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var writer = world.ChangeAsync(1, writing.Token);
        await controlPlane.RestartApiServerAsync(Cancellation);
        await controlPlane.RestartApiServerAsync(Cancellation);
        await writing.CancelAsync();
        await writer;
        await world.ConvergesAsync(informer, Cancellation);
    }

    [Fact(Timeout = Deadline.Long)]
    public async Task Etcd_CompactedWhileTheWatchIsDown_IsGoneAndTheListShowsTheDeletions()
    {
        var configuration = KubernetesClientConfiguration.FromKubeConfig(controlPlane.KubeConfigPath);
        await using var proxy = await ApiServerProxy.StartAsync(configuration, Cancellation);
        using var behind = new KubernetesClient(proxy.Configuration);
        var cutOff = new Informer<V1PartialObjectMetadata>(behind.Metadata(Resources.ConfigMaps), new WatcherOptions { Namespace = "default" }, log);
        var listener = new ConfigMapWorld(client, "default");
        listener.Listen(cutOff);
        var following = cutOff.RunAsync(stop.Token);
        await listener.ConvergesAsync(cutOff, Cancellation);
        proxy.Cut();
        await ChangeAsync(60);
        await CompactAsync();
        // The server answers from its own memory of events for as long as it has one.
        await controlPlane.RestartApiServerAsync(Cancellation);
        proxy.Mend();
        await listener.ConvergesAsync(cutOff, Cancellation);
        Assert.Contains(log.Entries, entry => entry.Text.Contains("410 Expired", StringComparison.Ordinal));
        await stop.CancelAsync();
        await following;
    }

    [Fact(Timeout = Deadline.Long)]
    public async Task ApiServer_Frozen_IsNoticedLongBeforeTheWatchWouldEndAndFollowedAgainAfterwards()
    {
        var start = Stopwatch.GetTimestamp();
        var before = log.Entries.Count;
        controlPlane.SuspendApiServer();
        try
        {
            await Eventually.TrueAsync(() => log.Entries.Count, count => count > before, Cancellation, TimeSpan.FromSeconds(30));
            TestContext.Current.SendDiagnosticMessage($"noticed after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s: {log.Entries.Last().Text}");
        }
        finally
        {
            controlPlane.ResumeApiServer();
        }

        await ChangeAsync(20);
        await world.ConvergesAsync(informer, Cancellation);
    }

    private async Task ChangeAsync(int times)
    {
        var random = new Random(times);
        for (var i = 0; i < times; i++)
        {
            await world.ChangeOnceAsync(random, Cancellation);
        }
    }

    /// <summary>Makes etcd forget all but the present, through its JSON gateway.</summary>
    private async Task CompactAsync()
    {
        var arguments = (await File.ReadAllTextAsync($"/proc/{controlPlane.ApiServerProcessId}/cmdline", Cancellation)).Split('\0');
        const string option = "--etcd-servers=";
        using var etcd = new HttpClient { BaseAddress = new Uri(arguments.Single(argument => argument.StartsWith(option, StringComparison.Ordinal))[option.Length..]) };
        using var range = await etcd.PostAsJsonAsync("/v3/kv/range", new JsonObject { ["key"] = "AA==" }, Cancellation);
        var revision = JsonNode.Parse(await range.Content.ReadAsStringAsync(Cancellation))!["header"]!["revision"]!.GetValue<string>();
        using var compaction = await etcd.PostAsJsonAsync("/v3/kv/compaction", new JsonObject { ["revision"] = revision, ["physical"] = true }, Cancellation);
        compaction.EnsureSuccessStatusCode();
    }
}
