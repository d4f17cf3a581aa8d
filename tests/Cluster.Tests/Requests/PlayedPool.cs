using System.Globalization;
using System.Text.Json.Nodes;
using ConfigDrive.Cluster.Tests.Guides;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.Requests;

/// <summary>
/// A VirtualMachinePool whose VirtualMachines are made and deleted as KubeVirt does (pkg/virt-controller/watch/pool/pool.go): POOL-N, with labels and
/// annotations of the template, the pool as their controller, and its finalizer.
/// </summary>
internal sealed class PlayedPool
{
    private static readonly string[] Scalable = ["kubevirt.io", "v1", "virtualmachines"];

    private readonly Tenant tenant;
    private readonly JsonObject pool;
    private int replicas;

    private PlayedPool(Tenant tenant, JsonObject pool) => (this.tenant, this.pool) = (tenant, pool);

    /// <summary>How many VirtualMachines its spec asks for.</summary>
    public int WantedReplicas => (int)pool["spec"]!["replicas"]!;

    private string Name => (string)pool["metadata"]!["name"]!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Creates a pool without replicas; its template carries annotations.</summary>
    public static async Task<PlayedPool> CreateAsync(ControlPlane controlPlane, Tenant tenant, JsonObject annotations)
    {
        await ForeignKind.ServeAsync(controlPlane, [ForeignKinds.VirtualMachinePool], Token);
        var manifest = new JsonObject
        {
            ["apiVersion"] = "pool.kubevirt.io/v1beta1",
            ["kind"] = "VirtualMachinePool",
            ["metadata"] = new JsonObject { ["name"] = "web", ["namespace"] = tenant.Name },
            ["spec"] = new JsonObject
            {
                ["replicas"] = 0,
                ["virtualMachineTemplate"] = new JsonObject
                {
                    ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = "web" }, ["annotations"] = annotations },
                    ["spec"] = JsonNode.Parse(
                        """{"runStrategy": "Halted", "template": {"spec": {"domain": {"devices": {}}, "volumes": [{"name": "root", "containerDisk": {"image": "example.org/debian:12"}}]}}}"""),
                },
            },
        };
        return new PlayedPool(tenant, await tenant.Client.CustomObjects.CreateNamespacedCustomObjectAsync<JsonObject>(
            manifest, "pool.kubevirt.io", "v1beta1", tenant.Name, "virtualmachinepools", cancellationToken: Token));
    }

    /// <summary>Plays for a pool that somebody applied, without VirtualMachines so far.</summary>
    public static async Task<PlayedPool> OfAsync(Tenant tenant, string name) =>
        new(tenant, await tenant.ObjectAsync("pool.kubevirt.io", "v1beta1", "virtualmachinepools", name));

    /// <summary>Makes or deletes VirtualMachines until there are so many.</summary>
    public async Task ScaleAsync(int wanted)
    {
        for (; replicas < wanted; replicas++)
        {
            await tenant.Client.CustomObjects.CreateNamespacedCustomObjectAsync<JsonObject>(Machine(replicas), Scalable[0], Scalable[1], tenant.Name, Scalable[2], cancellationToken: Token);
        }

        for (; replicas > wanted; replicas--)
        {
            var name = MachineName(replicas - 1);
            await tenant.Client.CustomObjects.DeleteNamespacedCustomObjectAsync(Scalable[0], Scalable[1], tenant.Name, Scalable[2], name, cancellationToken: Token);
            await tenant.Client.CustomObjects.PatchNamespacedCustomObjectAsync<JsonObject>(
                new V1Patch("""{"metadata":{"finalizers":null}}""", V1Patch.PatchType.MergePatch), Scalable[0], Scalable[1], tenant.Name, Scalable[2], name, cancellationToken: Token);
        }
    }

    public string MachineName(int index) => string.Create(CultureInfo.InvariantCulture, $"{Name}-{index}");

    private JsonObject Machine(int index)
    {
        var template = pool["spec"]!["virtualMachineTemplate"]!;
        var metadata = (JsonObject)template["metadata"]!.DeepClone();
        metadata["name"] = MachineName(index);
        metadata["namespace"] = tenant.Name;
        metadata["labels"]!["kubevirt.io/vm-pool-revision-name"] = $"{Name}-1";
        metadata["finalizers"] = new JsonArray("pool.kubevirt.io/finalizer");
        metadata["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = (string?)pool["apiVersion"],
            ["kind"] = (string?)pool["kind"],
            ["name"] = Name,
            ["uid"] = (string?)pool["metadata"]!["uid"],
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        });
        return new JsonObject { ["apiVersion"] = "kubevirt.io/v1", ["kind"] = "VirtualMachine", ["metadata"] = metadata, ["spec"] = template["spec"]!.DeepClone() };
    }
}
