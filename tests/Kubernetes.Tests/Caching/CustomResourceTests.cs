using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Kubernetes.Tests.Caching;

/// <summary>A type that comes and goes while an informer follows it, on a real API server.</summary>
public sealed class CustomResourceTests(ControlPlaneFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = Deadline.Short)]
    public async Task Type_ArrivesAndLeaves_InformerFollows()
    {
        var client = await fixture.ClientAsync(Cancellation);
        var ns = await fixture.NamespaceAsync(Cancellation);
        var group = $"{ns}.example.org";
        var definition = new ResourceDefinition<V1PartialObjectMetadata>(
            group, "v1", "Widget", "widgets", Namespaced: true, KubernetesJsonContext.Default.V1PartialObjectMetadata);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var informer = new Informer<V1PartialObjectMetadata>(client.Resource(definition));
        var running = informer.RunAsync(stop.Token);
        await informer.WaitForSyncAsync(Cancellation);
        Assert.False(informer.IsServed);

        var definitions = client.Resource(Resources.CustomResourceDefinitions);
        await WidgetDefinition.InstallAsync(client, group, Cancellation);
        await Eventually.TrueAsync(
            () =>
            {
                informer.RetryNow();
                return informer.IsServed;
            },
            served => served,
            Cancellation);

        var widgets = client.Resource(definition);
        await widgets.CreateAsync(
            new V1PartialObjectMetadata { ApiVersion = definition.ApiVersion, Kind = "Widget", Metadata = new() { Namespace = ns, Name = "w" } }, Cancellation);
        await Eventually.TrueAsync(() => informer.Store.Find(new(ns, "w")), widget => widget is { Kind: "Widget" }, Cancellation);

        await definitions.DeleteAsync(new("", $"widgets.{group}"), cancellationToken: Cancellation);
        await Eventually.TrueAsync(() => informer.Store.Count, count => count == 0, Cancellation);
        await Eventually.TrueAsync(() => informer.IsServed, served => !served, Cancellation);
        await stop.CancelAsync();
        await running;
    }
}
