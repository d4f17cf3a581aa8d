using System.Text.Json.Nodes;
using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api;
using k8s;
using k8s.Autorest;

namespace ConfigDrive.Cluster.Tests.KubeVirtContract;

/// <summary>A guest that moves to another node, and its drive.</summary>
[Collection(ContractCollection.Name)]
public sealed class MigrationTests(ContractFixture fixture) : ContractTest(fixture)
{
    [Fact]
    public async Task Migration_TakesTheDriveAlong()
    {
        var before = await RunAsync(ContractMachines.All);

        await Tenant.MigratedAsync(await Tenant.MigrateAsync());

        var after = await Tenant.AttachedAsync(found => found.Status!.Attached!.NodeName != before.Status!.Attached!.NodeName);
        var instance = await Tenant.InstanceAsync();
        Assert.Equal((string?)instance!["status"]!["nodeName"], after.Status!.Attached!.NodeName);
        Assert.Equal(before.Status!.Attached!.VirtualMachineInstanceUID, after.Status.Attached.VirtualMachineInstanceUID);
        Assert.Equal(before.Status.Primary!.ClaimName, instance.ClaimInGuest());
    }

    [Fact]
    public async Task Migration_HoldsChangesBack_AndBringsTheDriveOfTheNewNode()
    {
        await Cluster.NeedMediaChangesAsync();
        var before = await RunAsync(
            ContractMachines.All.With("    availabilityZone: zone-a\n", "    exposeHypervisorHostName: true\n"),
            found => found.Status!.Placement?.NodeName == found.Status.Attached!.NodeName
                && found.Status.Attached.Revision == found.Status.Revision);

        await Tenant.MigratedAsync(await Tenant.MigrateAsync());

        var after = await Tenant.AttachedAsync(found => found.Status!.Attached!.NodeName != before.Status!.Attached!.NodeName
            && found.Status.Placement!.NodeName == found.Status.Attached.NodeName
            && found.Status.Attached.Revision == found.Status.Revision && found.Status.Revision != before.Status!.Revision);
        var node = await Tenant.Client.CoreV1.ReadNodeAsync(after.Status!.Placement!.NodeName, cancellationToken: Token);
        Assert.Equal(
            node.Metadata.Labels.TryGetValue("topology.kubernetes.io/zone", out var zone) ? zone : null, after.Status.Placement.Zone);
    }

    [Fact]
    public async Task Content_ChangedDuringAMigration_WaitsForItsEnd()
    {
        await Cluster.NeedMediaChangesAsync();
        var before = await RunAsync(ContractMachines.All);
        await using (Cluster.Slowly())
        {
            await Tenant.MigrateAsync();
            await ChangeUserDataAsync();

            await Tenant.EventuallyAsync("web-1", found => Tenant.Condition(found, "Ready")?.Reason == "MigrationInProgress");
            Assert.Equal(before.Status!.Primary!.ClaimName, TenantMachines.ClaimIn(await Tenant.MachineAsync()));
        }

        await Tenant.AttachedAsync(
            found => found.Status!.Revision != before.Status.Revision && found.Status.Attached!.Revision == found.Status.Revision);
        await Tenant.InstanceEventuallyAsync(found => (bool?)found!["status"]!["migrationState"]?["completed"] is true);
    }

    [Fact]
    public async Task Migration_WhileAnotherIsUnderWay_IsRefused()
    {
        await RunAsync(ContractMachines.All);
        await using var slowly = Cluster.Slowly();
        await Tenant.MigrateAsync();

        var (_, message) = await ContractMachines.RefusalAsync(Tenant.MigrateAsync);

        Assert.Contains("in-flight migration detected.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migration_WithADriveThatIsNotShared_IsRefused()
    {
        await Tenant.ApplyStoppedAsync(ContractMachines.All + "  primaryStorage: {accessModes: [ReadWriteOnce]}\n");
        await Tenant.ReadyAsync("web-1");
        await Tenant.StartAsync();
        await Tenant.AttachedAsync(found => Tenant.Condition(found, "MigrationReady")!.Reason == "NotShared");
        await Tenant.InstanceEventuallyAsync(found => found!.Condition("LiveMigratable") == "False");

        var (_, message) = await ContractMachines.RefusalAsync(Tenant.MigrateAsync);

        Assert.Contains("Cannot migrate VMI, Reason: DisksNotLiveMigratable", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migration_DuringASwap_IsRefused_AndTakenOnceTheSwapIsOver()
    {
        await Cluster.NeedMediaChangesAsync();
        await Cluster.NeedMigrationWebhookAsync();
        var before = await RunAsync(ContractMachines.All);
        await using (Cluster.WithHeldMedium(Tenant))
        {
            await ChangeUserDataAsync();
            await Tenant.EventuallyAsync("web-1", found => Tenant.Condition(found, "MigrationReady")!.Reason == "DriveChanging");

            var refused = await Assert.ThrowsAsync<HttpOperationException>(Tenant.MigrateAsync);

            Assert.Equal(429, (int)refused.Response.StatusCode);
            Assert.Equal(["1"], refused.Response.Headers["Retry-After"]);
            Assert.Contains(
                $"""retry: ConfigDrive "web-1" of VirtualMachine "web-1" in namespace "{Tenant.Name}";""",
                (string?)JsonNode.Parse(refused.Response.Content)!["message"], StringComparison.Ordinal);
        }

        await Tenant.AttachedAsync(found => found.Status!.Revision != before.Status!.Revision
            && found.Status.Attached!.Revision == found.Status.Revision
            && Tenant.Condition(found, "MigrationReady")!.Status == "True");
        await Tenant.MigratedAsync(await Tenant.MigrateAsync());
    }

    /// <summary>Starts a guest with its drive, which can move.</summary>
    private async Task<V1Alpha1ConfigDrive> RunAsync(string manifests, Func<V1Alpha1ConfigDrive, bool>? more = null)
    {
        await Tenant.ApplyStoppedAsync(manifests);
        await Tenant.ReadyAsync("web-1");
        await Tenant.StartAsync();
        await Tenant.RunsAsync();
        await Cluster.NeedMigrationsAsync(Tenant);
        return await Tenant.AttachedAsync(more);
    }

    private Task ChangeUserDataAsync() => Tenant.PatchAsync("secret", "web-1-userdata", """{"stringData":{"userdata":"#!/bin/sh\n"}}""");
}
