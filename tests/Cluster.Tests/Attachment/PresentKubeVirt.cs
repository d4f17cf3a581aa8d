using System.Text.Json.Nodes;
using ConfigDrive.Cluster.Tests.KubeVirtContract;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.Attachment;

/// <summary>The object by which KubeVirt tells its version, on which depends what it does to a running guest.</summary>
internal static class PresentKubeVirt
{
    private const string Name = "kubevirt";
    private const string Plural = "kubevirts";

    public static async Task InstallAsync(IKubernetes client)
    {
        await client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = Name } });
        var created = await client.CustomObjects.CreateNamespacedCustomObjectAsync<JsonObject>(
            new JsonObject
            {
                ["apiVersion"] = "kubevirt.io/v1",
                ["kind"] = "KubeVirt",
                ["metadata"] = new JsonObject { ["name"] = Name },
                ["spec"] = JsonNode.Parse("""{"configuration": {"developerConfiguration": {"featureGates": []} } }"""),
            },
            ContractMachines.Group, ContractMachines.Version, Name, Plural);
        created["status"] = new JsonObject { ["phase"] = "Deployed", ["observedKubeVirtVersion"] = "v1.9.0" };
        await client.CustomObjects.ReplaceNamespacedCustomObjectStatusAsync<JsonObject>(created, ContractMachines.Group, ContractMachines.Version, Name, Plural, Name);
    }
}
