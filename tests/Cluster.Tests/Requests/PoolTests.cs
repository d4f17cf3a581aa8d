using System.Text.Json.Nodes;
using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Requests;

/// <summary>A VirtualMachinePool whose template asks for drives.</summary>
[Collection(ClaimsCollection.Name)]
public sealed class PoolTests(ClaimsFixture cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static JsonObject Annotations => new() { ["configdrive.dev/user-data-secret"] = "web-1-userdata" };

    [Fact]
    public async Task Pool_ScaledFromNoneToTwoHundredAndBack_LeavesNothing_AndARestartInBetweenWritesNothing()
    {
        const int Replicas = 200;
        await using var own = await OwnCluster.StartAsync(Token, auditLevel: "Metadata", withControllerManager: true);
        var tenant = await own.NewTenantAsync();
        await tenant.ApplyAsync(Samples.Sources);
        var pool = await PlayedPool.CreateAsync(own.ControlPlane, tenant, Annotations);
        await using (var first = await own.StartOperatorAsync(Token))
        {
            await pool.ScaleAsync(Replicas);
            var drives = await Eventually.TrueAsync(
                () => tenant.DrivesAsync(), all => all.Count == Replicas && all.TrueForAll(drive => Tenant.Condition(drive, "Ready")?.Status == "True"), Token, tenant.Deadline);
            Assert.Equal(Enumerable.Range(0, Replicas).Select(pool.MachineName).Order(StringComparer.Ordinal), drives.Select(drive => drive.Spec.VirtualMachineRef.Name).Order(StringComparer.Ordinal));
            Assert.All(drives, drive => Assert.True(File.Exists(tenant.ImageOf(drive.Metadata.Name!))));
            Assert.Equal(0, await first.StopAsync(Token));
        }

        var audit = new AuditLog(own.ControlPlane.AuditLogPath);
        var before = audit.WritesIn(tenant.Name).Count;
        await using var second = await own.StartOperatorAsync(Token);
        await tenant.AddedMachineIsServedAsync(); // the last in both queues: once it is served, the others have been looked at
        string[] forTheAddedOne = ["create configdrives/", "patch configdrives/", "patch configdrives/status"];
        Assert.Equal(forTheAddedOne, audit.WritesIn(tenant.Name).Skip(before).Distinct());

        await pool.ScaleAsync(0);
        await tenant.KubectlAsync("delete", "virtualmachine", "added");
        await Eventually.TrueAsync(() => tenant.DrivesAsync(), all => all.Count == 0, Token, tenant.Deadline);
        Assert.Empty(Directory.EnumerateFiles(own.SecondaryRoot, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Pool_WithClaims_ScaledBack_LeavesNoClaimAndNoPod()
    {
        const int Replicas = 3;
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.Sources);
        var pool = await PlayedPool.CreateAsync(cluster.Cluster.ControlPlane, tenant, Annotations);

        await pool.ScaleAsync(Replicas);
        await Eventually.TrueAsync(
            () => tenant.DrivesAsync(), all => all.Count == Replicas && all.TrueForAll(drive => Tenant.Condition(drive, "Ready")?.Status == "True"), Token, tenant.Deadline);
        Assert.Equal(Replicas, (await tenant.ClaimsAsync()).Count);

        await pool.ScaleAsync(0);
        await Eventually.TrueAsync(() => tenant.DrivesAsync(), all => all.Count == 0, Token, tenant.Deadline);
        await tenant.EventuallyClaimsAsync();
        await Eventually.TrueAsync(tenant.PodsAsync, pods => pods.Count == 0, Token);
        Assert.All(Enumerable.Range(0, Replicas), index => Assert.False(File.Exists(tenant.ImageOf(pool.MachineName(index)))));
    }

    [Fact]
    public async Task Template_ChangedAgainAndAgain_LeavesEachVirtualMachineItsDrive()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.Sources);
        var pool = await PlayedPool.CreateAsync(cluster.Cluster.ControlPlane, tenant, Annotations);
        await pool.ScaleAsync(2);
        await HaveDrivesAsync();

        for (var cores = 1; cores <= 4; cores++)
        {
            await pool.ChangeTemplateAsync(template => template["spec"]!["template"]!["spec"]!["domain"]!["cpu"] = new JsonObject { ["cores"] = cores });
            await HaveDrivesAsync();
        }

        Assert.DoesNotContain("DriveStripped", await tenant.ToldAsync("VirtualMachine", "Attaching")); // the change was asked for

        Task HaveDrivesAsync() => Eventually.TrueAsync(
            () => Task.WhenAll(Enumerable.Range(0, 2).Select(index => tenant.ObjectAsync("kubevirt.io", "v1", "virtualmachines", pool.MachineName(index)))),
            machines => machines.All(machine => TenantMachines.ClaimIn(machine) is not null),
            Token,
            tenant.Deadline);
    }
}
