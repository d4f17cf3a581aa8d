using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Finalizers;

namespace ConfigDrive.Kubernetes.Tests.Finalizers;

public sealed class FinalizerTests(ControlPlaneFixture fixture) : IAsyncLifetime
{
    private ResourceClient<V1PartialObjectMetadata> configMaps = null!;
    private Finalizer<V1PartialObjectMetadata> finalizer = null!;
    private NamespacedName key;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var client = await fixture.ClientAsync(Cancellation);
        configMaps = client.Metadata(Resources.ConfigMaps);
        finalizer = new Finalizer<V1PartialObjectMetadata>(configMaps, "example.org/ours");
        key = new NamespacedName(await fixture.NamespaceAsync(Cancellation), "map");
        await configMaps.CreateAsync(New(), Cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact(Timeout = Deadline.Short)]
    public async Task Add_ThenDelete_ObjectStaysUntilRemoved()
    {
        var held = await finalizer.AddAsync(await configMaps.GetAsync(key, Cancellation), Cancellation);
        Assert.True(finalizer.IsOn(held));
        await configMaps.DeleteAsync(key, cancellationToken: Cancellation);
        var leaving = await configMaps.GetAsync(key, Cancellation);
        Assert.NotNull(leaving.Metadata.DeletionTimestamp);
        await finalizer.RemoveAsync(leaving, Cancellation);
        Assert.Null(await configMaps.FindAsync(key, Cancellation));
        await finalizer.RemoveAsync(leaving, Cancellation);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Add_TwiceFromTheSameView_IsNotDoubled()
    {
        var seen = await configMaps.GetAsync(key, Cancellation);
        await finalizer.AddAsync(seen, Cancellation);
        var error = await Assert.ThrowsAsync<KubernetesException>(() => finalizer.AddAsync(seen, Cancellation));
        Assert.True(error.IsInvalid);
        Assert.Equal(["example.org/ours"], (await configMaps.GetAsync(key, Cancellation)).Metadata.Finalizers!);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task AddAndRemove_OthersAreThere_AreLeftAlone()
    {
        await SetAsync("example.org/theirs");
        var both = await finalizer.AddAsync(await configMaps.GetAsync(key, Cancellation), Cancellation);
        Assert.Equal(["example.org/theirs", "example.org/ours"], both.Metadata.Finalizers!);
        await finalizer.RemoveAsync(both, Cancellation);
        Assert.Equal(["example.org/theirs"], (await configMaps.GetAsync(key, Cancellation)).Metadata.Finalizers!);
        await SetAsync();
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Remove_ListChangedMeanwhile_IsRefusedAndChangesNothing()
    {
        var seen = await finalizer.AddAsync(await configMaps.GetAsync(key, Cancellation), Cancellation);
        await SetAsync("example.org/theirs", "example.org/ours");
        await Assert.ThrowsAsync<KubernetesException>(() => finalizer.RemoveAsync(seen, Cancellation));
        Assert.Equal(2, (await configMaps.GetAsync(key, Cancellation)).Metadata.Finalizers!.Count);
        await SetAsync();
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Add_OtherObjectOfTheSameName_IsRefused()
    {
        var seen = await configMaps.GetAsync(key, Cancellation);
        await configMaps.DeleteAsync(key, cancellationToken: Cancellation);
        await configMaps.CreateAsync(New(), Cancellation);
        await Assert.ThrowsAsync<KubernetesException>(() => finalizer.AddAsync(seen, Cancellation));
        Assert.Null((await configMaps.GetAsync(key, Cancellation)).Metadata.Finalizers);
    }

    private V1PartialObjectMetadata New() =>
        new() { ApiVersion = "v1", Kind = "ConfigMap", Metadata = new() { Namespace = key.Namespace, Name = key.Name } };

    private Task<V1PartialObjectMetadata> SetAsync(params string[] finalizers)
    {
        var list = new JsonArray([.. finalizers.Select(name => (JsonNode)name)]);
        return configMaps.PatchAsync(key, new MergePatch(new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = list } }), cancellationToken: Cancellation);
    }
}
