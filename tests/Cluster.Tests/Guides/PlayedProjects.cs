using System.Text.Json.Nodes;
using ConfigDrive.KubeVirtDouble;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.Guides;

/// <summary>What the controllers of other projects make of their objects, as far as a drive depends on it.</summary>
internal static class PlayedProjects
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>External Secrets: the Secret of the target, with the labels of its template, and its keys with the values of the store put in.</summary>
    public static async Task PlayExternalSecretsAsync(this Tenant tenant, IReadOnlyDictionary<string, string> store)
    {
        foreach (var target in (await tenant.ObjectsAsync(ForeignKinds.ExternalSecret)).Select(each => each["spec"]!["target"]!))
        {
            await tenant.CreateSecretAsync(target, target["template"]!["metadata"]!["labels"], Texts(target["template"]!["data"]!).Select(entry => (entry.Key, Render(entry.Text))));
        }

        string Render(string text) => store.Aggregate(text, (rendered, value) => rendered.Replace($"{{{{ .{value.Key} }}}}", value.Value, StringComparison.Ordinal));
    }

    /// <summary>Sealed Secrets: a Secret of its name, with the labels of its template; here the sealed values are what they stand for.</summary>
    public static async Task PlaySealedSecretsAsync(this Tenant tenant, string value)
    {
        foreach (var each in await tenant.ObjectsAsync(ForeignKinds.SealedSecret))
        {
            await tenant.CreateSecretAsync(each["metadata"]!, each["spec"]!["template"]!["metadata"]!["labels"], Texts(each["spec"]!["encryptedData"]!).Select(entry => (entry.Key, value)));
        }
    }

    /// <summary>Vault Secrets Operator: the Secret of the destination, with its labels, the keys of the path, and all of them once more in <c>_raw</c>.</summary>
    public static async Task PlayVaultSecretsAsync(this Tenant tenant, string key, string value)
    {
        foreach (var destination in (await tenant.ObjectsAsync(ForeignKinds.VaultStaticSecret)).Select(each => each["spec"]!["destination"]!))
        {
            await tenant.CreateSecretAsync(destination, destination["labels"], [(key, value), ("_raw", new JsonObject { [key] = value }.ToJsonString())]);
        }
    }

    /// <summary>
    /// CAPK (pkg/kubevirt/utils.go): a VirtualMachine with labels and annotations of the template, and a cloud-init disk of its own with the bootstrap data.
    /// </summary>
    public static async Task PlayKubevirtMachineAsync(this Tenant tenant, string name, string bootstrapSecret, Action<JsonObject>? change = null)
    {
        var template = (await tenant.ObjectsAsync(ForeignKinds.KubevirtMachineTemplate)).Single()["spec"]!["template"]!["spec"]!["virtualMachineTemplate"]!;
        var metadata = (JsonObject)template["metadata"]!.DeepClone();
        metadata["name"] = name;
        metadata.Part("labels")["kubevirt.io/vm"] = name;
        var machine = new JsonObject { ["apiVersion"] = "kubevirt.io/v1", ["kind"] = "VirtualMachine", ["metadata"] = metadata, ["spec"] = template["spec"]!.DeepClone() };
        machine.TemplateSpec().Disks().Add(new JsonObject { ["name"] = "cloudinitvolume", ["disk"] = new JsonObject { ["bus"] = "virtio" } });
        machine.TemplateSpec().Volumes().Add(new JsonObject
        {
            ["name"] = "cloudinitvolume",
            ["cloudInitConfigDrive"] = new JsonObject { ["secretRef"] = new JsonObject { ["name"] = $"{bootstrapSecret}-userdata" } },
        });
        change?.Invoke(machine);
        await tenant.ApplyAsync(machine.ToJsonString());
    }

    /// <summary>Harvester (createPVCsFromAnnotation): the claims that a VirtualMachine has in an annotation.</summary>
    public static async Task PlayHarvesterAsync(this Tenant tenant, string machine)
    {
        var metadata = (await tenant.ObjectAsync("kubevirt.io", "v1", "virtualmachines", machine))["metadata"]!;
        foreach (var claim in JsonNode.Parse((string)metadata["annotations"]!["harvesterhci.io/volumeClaimTemplates"]!)!.AsArray().Select(each => (JsonObject)each!.DeepClone()))
        {
            claim["apiVersion"] = "v1";
            claim["kind"] = "PersistentVolumeClaim";
            await tenant.ApplyAsync(claim.ToJsonString());
        }
    }

    /// <summary>OpenShift Virtualization: the instance type and the preference of its own that a VirtualMachine names (kubevirt/common-instancetypes).</summary>
    public static Task PlayOpenShiftAsync(this Tenant tenant) => tenant.ApplyAsync("""
        apiVersion: instancetype.kubevirt.io/v1beta1
        kind: VirtualMachineClusterInstancetype
        metadata: {name: u1.medium}
        spec: {cpu: {guest: 1}, memory: {guest: 4Gi}}
        ---
        apiVersion: instancetype.kubevirt.io/v1beta1
        kind: VirtualMachineClusterPreference
        metadata: {name: fedora}
        spec: {devices: {preferredDiskBus: virtio}}
        """);

    private static async Task<List<JsonObject>> ObjectsAsync(this Tenant tenant, ForeignKind kind)
    {
        var list = await tenant.Client.CustomObjects.ListNamespacedCustomObjectAsync<JsonObject>(kind.Group, kind.Version, tenant.Name, kind.Plural, cancellationToken: Token);
        return [.. list["items"]!.AsArray().Select(each => (JsonObject)each!)];
    }

    private static IEnumerable<(string Key, string Text)> Texts(JsonNode map) => map.AsObject().Select(entry => (entry.Key, (string)entry.Value!));

    private static Task<V1Secret> CreateSecretAsync(this Tenant tenant, JsonNode named, JsonNode? labels, IEnumerable<(string Key, string Value)> data) => tenant.Client.CoreV1.CreateNamespacedSecretAsync(
        new V1Secret
        {
            Metadata = new V1ObjectMeta { Name = (string)named["name"]!, Labels = labels is null ? null : Texts(labels).ToDictionary(label => label.Key, label => label.Text) },
            StringData = data.ToDictionary(entry => entry.Key, entry => entry.Value),
        },
        tenant.Name,
        cancellationToken: Token);
}
