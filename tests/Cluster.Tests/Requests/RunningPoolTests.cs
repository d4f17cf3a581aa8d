using System.Text.Json.Nodes;
using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.Operator.Api;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Requests;

/// <summary>A VirtualMachinePool whose VirtualMachines start as soon as they are made, before they have a drive.</summary>
[Collection(AttachmentCollection.Name)]
public sealed class RunningPoolTests(AttachmentFixture cluster)
{
    private const int Replicas = 2;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Template_WithoutTheDrive_HasVirtualMachinesThatGetItAtTheirNextStart()
    {
        var (tenant, pool) = await CreateAsync("");

        await pool.ScaleAsync(Replicas);

        await EventuallyAsync(tenant, drive => Tenant.Condition(drive, "Attached")?.Reason == "RestartRequired");
    }

    [Fact]
    public async Task Template_WithAnEmptyDrive_HasRunningVirtualMachinesThatGetTheMedium_AlsoAfterEachOfManyChanges()
    {
        var (tenant, pool) = await CreateAsync(""", {"name": "configdrive", "cdrom": {"bus": "sata"}}""");
        await pool.ScaleAsync(Replicas);
        await EventuallyAsync(tenant, drive => drive.Status?.Attached is not null);
        var instances = await InstancesAsync(tenant, pool);

        for (var cores = 1; cores <= 4; cores++)
        {
            await pool.ChangeTemplateAsync(template => template["spec"]!["template"]!["spec"]!["domain"]!["cpu"] = new JsonObject { ["cores"] = cores });
            await Eventually.TrueAsync(() => MachinesAsync(tenant, pool), machines => machines.All(machine => TenantMachines.ClaimIn(machine) is not null), Token, tenant.Deadline);
        }

        await EventuallyAsync(tenant, drive => Tenant.Condition(drive, "Attached") is { Status: "True", Reason: "Attached" });
        Assert.Equal(instances, await InstancesAsync(tenant, pool));
    }

    private async Task<(Tenant Tenant, PlayedPool Pool)> CreateAsync(string disk)
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.Sources);
        var spec = """
            {"runStrategy": "Always", "template": {"spec": {
              "domain": {"devices": {"disks": [{"name": "root", "disk": {"bus": "virtio"}}DISK]}},
              "volumes": [{"name": "root", "containerDisk": {"image": "example.org/debian:12"}}]}}}
            """.With("DISK", disk);
        return (tenant, await PlayedPool.CreateAsync(cluster.Cluster.ControlPlane, tenant, new() { ["configdrive.dev/user-data-secret"] = "web-1-userdata" }, spec));
    }

    private static Task<List<V1Alpha1ConfigDrive>> EventuallyAsync(Tenant tenant, Func<V1Alpha1ConfigDrive, bool> condition) =>
        Eventually.TrueAsync(tenant.DrivesAsync, drives => drives.Count == Replicas && drives.TrueForAll(drive => condition(drive)), Token, tenant.Deadline);

    private static Task<JsonObject[]> MachinesAsync(Tenant tenant, PlayedPool pool) => ObjectsAsync(tenant, pool, "virtualmachines");

    private static async Task<IEnumerable<string?>> InstancesAsync(Tenant tenant, PlayedPool pool) =>
        (await ObjectsAsync(tenant, pool, "virtualmachineinstances")).Select(instance => (string?)instance["metadata"]!["uid"]).ToList();

    private static Task<JsonObject[]> ObjectsAsync(Tenant tenant, PlayedPool pool, string plural) =>
        Task.WhenAll(Enumerable.Range(0, Replicas).Select(index => tenant.ObjectAsync("kubevirt.io", "v1", plural, pool.MachineName(index))));
}
