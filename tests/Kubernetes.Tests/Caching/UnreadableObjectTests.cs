using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Watching;
using ConfigDrive.TestControlPlane;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Kubernetes.Tests.Caching;

/// <summary>Objects that the API server took and that do not fit our type, beside others that do.</summary>
public sealed class UnreadableObjectTests(ControlPlaneFixture fixture) : IAsyncLifetime
{
    private readonly RecordingLogger log = new();
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<string> told = [];
    private KubernetesClient client = null!;
    private ResourceClient<V1PartialObjectMetadata> raw = null!;
    private Informer<Widget> informer = null!;
    private Task running = Task.CompletedTask;
    private string ns = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        client = await fixture.ClientAsync(Cancellation);
        ns = await fixture.NamespaceAsync(Cancellation);
        var group = $"{ns}.example.org";
        raw = client.Resource(new ResourceDefinition<V1PartialObjectMetadata>(
            group, "v1", "Widget", "widgets", Namespaced: true, KubernetesJsonContext.Default.V1PartialObjectMetadata));
        await WidgetDefinition.InstallAsync(client, group, Cancellation);
        await Eventually.TrueAsync(() => raw.ListAsync(new ListOptions(), Cancellation), list => list.Items.Count == 0, Cancellation);

        var widgets = new ResourceDefinition<Widget>(group, "v1", "Widget", "widgets", Namespaced: true, WidgetJsonContext.Default.Widget);
        informer = new Informer<Widget>(client.Resource(widgets), new WatcherOptions { PageSize = 2 }, log);
        informer.Store.AddIndex("colour", widget => [widget.Spec.Colour.ToUpperInvariant()]);
        informer.Subscribe(change => told.Enqueue($"{change.Object.Metadata.Name} {change.Old?.Spec.Size}>{change.New?.Spec.Size}"));
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task List_WithObjectsThatDoNotFit_HoldsTheOthersAndReportsThose()
    {
        await CreateAsync("a", """{"size":1,"colour":"red"}""");
        await CreateAsync("b", """{"size":"s3cret","colour":"red"}""");
        await CreateAsync("c", """{"size":3,"colour":null}""");
        await CreateAsync("d", null);
        await CreateAsync("e", """{"size":5,"colour":"red"}""");
        using var meters = new MeterListener();
        var counted = 0;
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "informer_unreadable_objects")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<int>((_, count, tags, _) =>
        {
            if (Equals(tags[0].Value, informer.Name))
            {
                counted = count;
            }
        });
        meters.Start();
        await StartAsync();
        Assert.Equal(3, counted);

        Assert.Equal(["a", "e"], Held());
        Assert.Equal(["a", "e"], informer.Store.ByIndex("colour", "RED").Select(widget => widget.Metadata.Name).Order());
        Assert.Equal(
            [("b", "$.spec.size"), ("c", "an index (NullReferenceException)"), ("d", "$")],
            informer.Store.ListUnreadable().Select(unreadable => (unreadable.Key.Name, unreadable.Fault)).Order());
        var report = $"Cannot read {informer.Name} {ns}/b: it does not fit at $.spec.size; it is ignored until it is corrected";
        Assert.Equal((LogLevel.Error, report), Assert.Single(log.Entries, entry => entry.Text.Contains($"{ns}/b", StringComparison.Ordinal)));
        Assert.DoesNotContain(log.Entries, entry => entry.Text.Contains("s3cret", StringComparison.Ordinal));
        Assert.False(informer.Store.IsAbsent(new(ns, "b")));
        Assert.True(informer.Store.IsAbsent(new(ns, "x")));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Watch_ObjectsStopAndStartToFit_OthersAreServedOnTheSameWatch()
    {
        await CreateAsync("a", """{"size":1,"colour":"red"}""");
        await StartAsync();
        var lost = new List<NamespacedName>();
        informer.SubscribeUnreadable(lost.Add);

        await SpecAsync("a", """{"size":[1],"colour":"red"}""");
        await CreateAsync("b", """{"size":2,"colour":"red"}""");
        await TellsAsync("b >2");
        Assert.Equal(["b"], Held());
        Assert.Equal(new(ns, "a"), Assert.Single(lost));

        await SpecAsync("a", """{"size":3,"colour":"red"}""");
        await TellsAsync("a >3");
        Assert.Equal(["a", "b"], Held());
        Assert.Empty(informer.Store.ListUnreadable());
        Assert.Contains((LogLevel.Information, $"Can read {informer.Name} {ns}/a again"), log.Entries);

        await SpecAsync("b", """{"size":{},"colour":"red"}""");
        await raw.DeleteAsync(new(ns, "b"), cancellationToken: Cancellation);
        await CreateAsync("c", """{"size":4,"colour":"red"}""");
        await TellsAsync("c >4");
        Assert.Equal(["a", "c"], Held());
        Assert.True(informer.Store.IsAbsent(new(ns, "b")));
        Assert.Equal([new(ns, "a"), new(ns, "b"), new(ns, "b")], lost);
        Assert.Equal(["a >1", "a 1>", "b >2", "a >3", "b 2>", "c >4"], told);
        Assert.DoesNotContain(log.Entries, entry => entry.Text.StartsWith("Could not watch", StringComparison.Ordinal));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Client_AsksForAnObjectThatDoesNotFit_SaysWhereWithoutAValue()
    {
        await CreateAsync("a", """{"size":"s3cret","colour":"red"}""");
        var widgets = client.Resource(new ResourceDefinition<Widget>(
            raw.Definition.Group, "v1", "Widget", "widgets", Namespaced: true, WidgetJsonContext.Default.Widget));
        var path = $"GET /apis/{raw.Definition.Group}/v1/namespaces/{ns}/widgets";
        var one = await Assert.ThrowsAsync<UnreadableObjectException>(() => widgets.GetAsync(new(ns, "a"), Cancellation));
        Assert.Equal($"{path}/a was answered with an object that cannot be read at $.spec.size", one.Message);
        var all = await Assert.ThrowsAsync<UnreadableObjectException>(() => widgets.ListAsync(new ListOptions { Namespace = ns }, Cancellation));
        Assert.Equal($"{path}: {ns}/a was answered with an object that cannot be read at $.spec.size", all.Message);
        Assert.DoesNotContain("s3cret", $"{one}{all}", StringComparison.Ordinal);
    }

    private Task StartAsync()
    {
        running = informer.RunAsync(stop.Token);
        return informer.WaitForSyncAsync(Cancellation);
    }

    private Task<V1PartialObjectMetadata> CreateAsync(string name, string? spec)
    {
        var widget = new V1PartialObjectMetadata { ApiVersion = raw.Definition.ApiVersion, Kind = "Widget", Metadata = new() { Namespace = ns, Name = name } };
        widget.ExtensionData = spec is null ? null : new() { ["spec"] = JsonNode.Parse(spec).ToElement() };
        return raw.CreateAsync(widget, Cancellation);
    }

    private Task<V1PartialObjectMetadata> SpecAsync(string name, string spec) =>
        raw.PatchAsync(new(ns, name), new JsonPatch().Replace("/spec", JsonNode.Parse(spec)!), cancellationToken: Cancellation);

    private IEnumerable<string> Held() => informer.Store.List().Select(widget => widget.Metadata.Name!).Order();

    /// <summary>Waits for a change that subscribers are told of; by then, the store has it, and the log tells of what came before.</summary>
    private Task<string?> TellsAsync(string change) => Eventually.TrueAsync(told.LastOrDefault, last => last == change, Cancellation);
}
