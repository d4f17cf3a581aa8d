using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>KubeVirt's objects on an API server, as JSON, so that nothing of them is lost that the double does not know.</summary>
internal sealed class KubeVirtObjects(IKubernetes client)
{
    private const string Group = "kubevirt.io";
    private const string Version = "v1";
    private const string VirtualMachines = "virtualmachines";
    private const string Instances = "virtualmachineinstances";
    private const string Migrations = "virtualmachineinstancemigrations";
    private const string Finalizer = "kubevirt.io/foregroundDeleteVirtualMachine";

    public Task<IReadOnlyList<JsonObject>> VirtualMachinesAsync(CancellationToken cancellationToken) => ListAsync(VirtualMachines, cancellationToken);

    public async Task<IReadOnlyDictionary<MachineKey, JsonObject>> InstancesAsync(CancellationToken cancellationToken) =>
        (await ListAsync(Instances, cancellationToken)).ToDictionary(MachineKey.Of);

    public Task<IReadOnlyList<JsonObject>> MigrationsAsync(CancellationToken cancellationToken) => ListAsync(Migrations, cancellationToken);

    public async Task<IReadOnlyDictionary<MachineKey, V1PersistentVolumeClaim>> ClaimsAsync(CancellationToken cancellationToken) =>
        (await client.CoreV1.ListPersistentVolumeClaimForAllNamespacesAsync(cancellationToken: cancellationToken)).Items
            .ToDictionary(claim => new MachineKey(claim.Namespace(), claim.Name()));

    public Task<JsonObject> WriteVirtualMachineStatusAsync(JsonObject virtualMachine, CancellationToken cancellationToken) =>
        ReplaceStatusAsync(VirtualMachines, virtualMachine, cancellationToken);

    public Task<JsonObject> WriteMigrationStatusAsync(JsonObject migration, CancellationToken cancellationToken) =>
        ReplaceStatusAsync(Migrations, migration, cancellationToken);

    /// <summary>Brings an instance from what it was to what it is; the type has no status subresource.</summary>
    public async Task<JsonObject?> WriteInstanceAsync(JsonObject? former, JsonObject? instance, CancellationToken cancellationToken)
    {
        if (JsonNode.DeepEquals(former, instance))
        {
            return instance;
        }

        var key = MachineKey.Of(former ?? instance!);
        if (former is null)
        {
            instance!.Part("metadata")["finalizers"] = new JsonArray(Finalizer);
            return await client.CustomObjects.CreateNamespacedCustomObjectAsync<JsonObject>(
                instance, Group, Version, key.Namespace, Instances, cancellationToken: cancellationToken);
        }

        if (instance is null)
        {
            var patch = new V1Patch("""[{"op":"remove","path":"/metadata/finalizers"}]""", V1Patch.PatchType.JsonPatch);
            await client.CustomObjects.PatchNamespacedCustomObjectAsync<JsonObject>(
                patch, Group, Version, key.Namespace, Instances, key.Name, cancellationToken: cancellationToken);
            return null;
        }

        if (former["metadata"]!["deletionTimestamp"] is null && instance["metadata"]!["deletionTimestamp"] is not null)
        {
            await client.CustomObjects.DeleteNamespacedCustomObjectAsync<JsonObject>(
                Group, Version, key.Namespace, Instances, key.Name, cancellationToken: cancellationToken);
            return await client.CustomObjects.GetNamespacedCustomObjectAsync<JsonObject>(
                Group, Version, key.Namespace, Instances, key.Name, cancellationToken);
        }

        // API servers before 1.21 take an empty text for null, which KubeVirt's definition forbids here.
        foreach (var volume in instance.Part("status").List("volumeStatus").OfType<JsonObject>().Where(volume => (string?)volume["target"] is ""))
        {
            volume["target"] = "none";
        }

        return await client.CustomObjects.ReplaceNamespacedCustomObjectAsync<JsonObject>(
            instance, Group, Version, key.Namespace, Instances, key.Name, cancellationToken: cancellationToken);
    }

    private async Task<IReadOnlyList<JsonObject>> ListAsync(string plural, CancellationToken cancellationToken)
    {
        var list = await client.CustomObjects.ListClusterCustomObjectAsync<JsonObject>(Group, Version, plural, cancellationToken: cancellationToken);
        return [.. list["items"]!.AsArray().Select(item => (JsonObject)item!.DeepClone())];
    }

    private Task<JsonObject> ReplaceStatusAsync(string plural, JsonObject document, CancellationToken cancellationToken)
    {
        var key = MachineKey.Of(document);
        return client.CustomObjects.ReplaceNamespacedCustomObjectStatusAsync<JsonObject>(
            document, Group, Version, key.Namespace, plural, key.Name, cancellationToken: cancellationToken);
    }
}
