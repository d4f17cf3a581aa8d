using System.Globalization;
using System.Text.Json.Nodes;
using ConfigDrive.Cluster.Tests.Guides;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.Requests;

/// <summary>
/// A VirtualMachinePool whose VirtualMachines are made, changed and deleted as KubeVirt does (pkg/virt-controller/watch/pool/pool.go): POOL-N, with labels
/// and annotations of the template, the pool as their controller, and its finalizer.
/// </summary>
internal sealed class PlayedPool
{
    private const string Stopped =
        """{"runStrategy": "Halted", "template": {"spec": {"domain": {"devices": {}}, "volumes": [{"name": "root", "containerDisk": {"image": "example.org/debian:12"}}]}}}""";

    private static readonly string[] Scalable = ["kubevirt.io", "v1", "virtualmachines"];
    private static readonly string[] Pools = ["pool.kubevirt.io", "v1beta1", "virtualmachinepools"];

    private readonly Tenant tenant;
    private JsonObject pool;
    private int replicas;

    private PlayedPool(Tenant tenant, JsonObject pool) => (this.tenant, this.pool) = (tenant, pool);

    /// <summary>How many VirtualMachines its spec asks for.</summary>
    public int WantedReplicas => (int)pool["spec"]!["replicas"]!;

    private string Name => (string)pool["metadata"]!["name"]!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Creates a pool without replicas; its template has annotations, and the spec of a VirtualMachine.</summary>
    public static async Task<PlayedPool> CreateAsync(ControlPlane controlPlane, Tenant tenant, JsonObject annotations, string spec = Stopped)
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
                    ["spec"] = JsonNode.Parse(spec),
                },
            },
        };
        return new PlayedPool(tenant, await tenant.Client.CustomObjects.CreateNamespacedCustomObjectAsync<JsonObject>(
            manifest, Pools[0], Pools[1], tenant.Name, Pools[2], cancellationToken: Token));
    }

    /// <summary>Plays for a pool that somebody applied, without VirtualMachines so far.</summary>
    public static async Task<PlayedPool> OfAsync(Tenant tenant, string name) =>
        new(tenant, await tenant.ObjectAsync(Pools[0], Pools[1], Pools[2], name));

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

    /// <summary>
    /// Changes the template. KubeVirt then writes each VirtualMachine as it would make it, also where the update strategy is Opportunistic: what others
    /// added to labels, annotations and spec is gone. It compares the revisions of the pool, so it leaves what is added from then on.
    /// </summary>
    public async Task ChangeTemplateAsync(Action<JsonObject> change)
    {
        change(pool["spec"]!["virtualMachineTemplate"]!.AsObject());
        pool = await tenant.Client.CustomObjects.ReplaceNamespacedCustomObjectAsync<JsonObject>(pool, Pools[0], Pools[1], tenant.Name, Pools[2], Name, cancellationToken: Token);
        for (var index = 0; index < replicas; index++)
        {
            await Eventually.TrueAsync(() => WriteAsync(Machine(index)), (JsonObject _) => true, Token); // again where somebody was faster
        }
    }

    private async Task<JsonObject> WriteAsync(JsonObject wanted)
    {
        var name = (string)wanted["metadata"]!["name"]!;
        var machine = await tenant.ObjectAsync(Scalable[0], Scalable[1], Scalable[2], name);
        machine["metadata"]!["labels"] = wanted["metadata"]!["labels"]!.DeepClone();
        machine["metadata"]!["annotations"] = wanted["metadata"]!["annotations"]!.DeepClone();
        machine["spec"] = wanted["spec"]!.DeepClone();
        return await tenant.Client.CustomObjects.ReplaceNamespacedCustomObjectAsync<JsonObject>(machine, Scalable[0], Scalable[1], tenant.Name, Scalable[2], name, cancellationToken: Token);
    }

    public string MachineName(int index) => string.Create(CultureInfo.InvariantCulture, $"{Name}-{index}");

    private string Revision => $"{Name}-{pool["metadata"]!["generation"]}";

    private JsonObject Machine(int index)
    {
        var template = pool["spec"]!["virtualMachineTemplate"]!;
        var metadata = (JsonObject)template["metadata"]!.DeepClone();
        metadata["name"] = MachineName(index);
        metadata["namespace"] = tenant.Name;
        metadata["labels"]!["kubevirt.io/vm-pool-revision-name"] = Revision;
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
        var spec = template["spec"]!.DeepClone();
        spec["template"]!.AsObject().Part("metadata").Part("labels")["kubevirt.io/vm-pool-revision-name"] = Revision;
        return new JsonObject { ["apiVersion"] = "kubevirt.io/v1", ["kind"] = "VirtualMachine", ["metadata"] = metadata, ["spec"] = spec };
    }
}
