using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>KubeVirt's objects on an API server, as JSON.</summary>
internal sealed class KubeVirtObjects(KubernetesClient client)
{
    private const string Finalizer = "kubevirt.io/foregroundDeleteVirtualMachine";

    private readonly ResourceClient<V1PartialObjectMetadata> virtualMachines = client.Resource(Definition("VirtualMachine", "virtualmachines"));
    private readonly ResourceClient<V1PartialObjectMetadata> instances = client.Resource(Definition("VirtualMachineInstance", "virtualmachineinstances"));
    private readonly ResourceClient<V1PartialObjectMetadata> migrations = client.Resource(Definition("VirtualMachineInstanceMigration", "virtualmachineinstancemigrations"));
    private readonly ResourceClient<V1PartialObjectMetadata> claims = client.Resource(Resources.PersistentVolumeClaims);

    public async Task<IReadOnlyList<JsonObject>> VirtualMachinesAsync(CancellationToken cancellationToken) => await ListAsync(virtualMachines, cancellationToken);

    public async Task<IReadOnlyDictionary<NamespacedName, JsonObject>> InstancesAsync(CancellationToken cancellationToken) =>
        (await ListAsync(instances, cancellationToken)).ToDictionary(KeyOf);

    public async Task<IReadOnlyList<JsonObject>> MigrationsAsync(CancellationToken cancellationToken) => await ListAsync(migrations, cancellationToken);

    public async Task<IReadOnlyList<V1PartialObjectMetadata>> ClaimsAsync(CancellationToken cancellationToken) =>
        (await claims.ListAsync(new ListOptions(), cancellationToken)).Items;

    public async Task<JsonObject> WriteVirtualMachineStatusAsync(JsonObject virtualMachine, CancellationToken cancellationToken) =>
        ToJson(await WriteStatusAsync(virtualMachines, virtualMachine, cancellationToken));

    public async Task<JsonObject> WriteMigrationStatusAsync(JsonObject migration, CancellationToken cancellationToken) =>
        ToJson(await WriteStatusAsync(migrations, migration, cancellationToken));

    // The version makes it a conflict when the object has changed since.
    private static Task<V1PartialObjectMetadata> WriteStatusAsync(
        ResourceClient<V1PartialObjectMetadata> client, JsonObject resource, CancellationToken cancellationToken) => client.PatchAsync(
            KeyOf(resource),
            new JsonPatch().Add("/metadata/resourceVersion", resource["metadata"]!["resourceVersion"]).Add("/status", resource["status"] ?? new JsonObject()),
            "status",
            cancellationToken: cancellationToken);

    /// <summary>Brings an instance from what it was to what it is; the type has no status subresource.</summary>
    public async Task<JsonObject?> WriteInstanceAsync(JsonObject? former, JsonObject? instance, CancellationToken cancellationToken)
    {
        if (JsonNode.DeepEquals(former, instance))
        {
            return instance;
        }

        if (former is null)
        {
            instance!.Part("metadata")["finalizers"] = new JsonArray(Finalizer);
            return ToJson(await instances.CreateAsync(FromJson(instance!), cancellationToken));
        }

        if (instance is null)
        {
            await instances.PatchAsync(KeyOf(former), new JsonPatch().Remove("/metadata/finalizers"), cancellationToken: cancellationToken);
            return null;
        }

        if (former["metadata"]!["deletionTimestamp"] is null && instance["metadata"]!["deletionTimestamp"] is not null)
        {
            await instances.DeleteAsync(KeyOf(instance), new V1DeleteOptions(), cancellationToken);
            return ToJson(await instances.GetAsync(KeyOf(instance), cancellationToken));
        }

        // API servers before 1.21 take an empty text for null, which KubeVirt's definition forbids here.
        foreach (var volume in instance.Part("status").List("volumeStatus").OfType<JsonObject>().Where(volume => (string?)volume["target"] is ""))
        {
            volume["target"] = "none";
        }

        return ToJson(await instances.ReplaceAsync(FromJson(instance), cancellationToken));
    }

    private static async Task<IReadOnlyList<JsonObject>> ListAsync(ResourceClient<V1PartialObjectMetadata> resource, CancellationToken cancellationToken) =>
        [.. (await resource.ListAsync(new ListOptions(), cancellationToken)).Items.Select(ToJson)];

    private static NamespacedName KeyOf(JsonObject document) => new((string)document["metadata"]!["namespace"]!, (string)document["metadata"]!["name"]!);

    private static JsonObject ToJson(V1PartialObjectMetadata document) =>
        JsonSerializer.SerializeToNode(document, KubernetesJsonContext.Default.V1PartialObjectMetadata)!.AsObject();

    private static V1PartialObjectMetadata FromJson(JsonObject document) => document.Deserialize(KubernetesJsonContext.Default.V1PartialObjectMetadata)!;

    private static ResourceDefinition<V1PartialObjectMetadata> Definition(string kind, string plural) =>
        new("kubevirt.io", "v1", kind, plural, Namespaced: true, KubernetesJsonContext.Default.V1PartialObjectMetadata);
}
