using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Attachment;

/// <summary>The whole way, from the manifests to the drive in the guest, with KubeVirt's double.</summary>
[Collection(AttachmentCollection.Name)]
public sealed class AttachTests(AttachmentFixture cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UserData_ChangedOverAndOver_EndsInTheGuest_WithEventsOnBothObjects()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyStoppedAsync(Samples.All);
        await tenant.ReadyAsync("web-1");
        await tenant.StartAsync();
        var drive = await tenant.AttachedAsync();
        for (var change = 1; change <= 3; change++)
        {
            // The revision may also change because the password has been delivered: it is the content that tells which change this is.
            var line = $"echo {change}";
            await tenant.PatchAsync("secret", "web-1-userdata", $$$"""{"stringData":{"userdata":"#!/bin/sh\n{{{line}}}\n"}}""");
            drive = await tenant.AttachedAsync(found => found.Status!.Password!.DeliveredTo is not null
                && found.Status.Attached!.Revision == found.Status.Revision && tenant.StoredImageHolds("web-1", found.Status.Revision!, line));
        }

        var claim = await tenant.ClaimAsync(drive.Status!.Primary!.ClaimName);
        var volume = Assert.Single((await tenant.InstanceAsync())!["status"]!["volumeStatus"]!.AsArray());
        Assert.Equal(claim.Metadata.Name, (string?)volume!["persistentVolumeClaimInfo"]!["claimName"]);
        foreach (var kind in (string[])["ConfigDrive", "VirtualMachine"])
        {
            await tenant.ToldAsync(kind, "Attaching", "Attached");
        }
    }

    [Fact]
    public async Task Password_ForOneStart_IsOnTheDriveOfOne_AlsoWhenTheOperatorDiesMeanwhile()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyStoppedAsync(Samples.All);
        await tenant.ReadyAsync("web-1");
        await tenant.StartAsync();
        var first = await tenant.AttachedAsync(found => found.Status!.Password!.DeliveredTo is not null);
        var withPassword = first.Status!.Attached!.Revision;
        Assert.Equal(withPassword, first.Status.Password!.RevisionWithPassword);
        Assert.NotEqual(withPassword, first.Status.Revision);

        await cluster.KillOperatorAsync();
        await tenant.StopAsync();
        Assert.EndsWith(withPassword, TenantMachines.ClaimIn(await tenant.MachineAsync()), StringComparison.Ordinal);
        await cluster.StartOperatorAsync();
        await Eventually.TrueAsync(
            () => tenant.MachineAsync(), machine => TenantMachines.ClaimIn(machine)?.EndsWith(first.Status.Revision!, StringComparison.Ordinal) is true, Token);

        await tenant.StartAsync();
        var second = await tenant.AttachedAsync(found => found.Status!.Attached!.VirtualMachineInstanceUID != first.Status.Attached.VirtualMachineInstanceUID);
        Assert.Equal(first.Status.Revision, second.Status!.Attached!.Revision);
        Assert.Single(cluster.Player.StartsOf(tenant.MachineKey()), start => start.Claims["configdrive"].EndsWith(withPassword, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ConfigDrive_DeletedWhileTheGuestIsToMove_LeavesTheVirtualMachineAloneUntilThen()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyStoppedAsync(Samples.All);
        await tenant.ReadyAsync("web-1");
        await tenant.StartAsync();
        await tenant.AttachedAsync();
        cluster.Player.Do(tenant.MachineKey(), machine => machine.Instance!.Part("status")["evacuationNodeName"] = "node1");
        await Eventually.TrueAsync(() => tenant.InstanceAsync(), found => found!["status"]!["evacuationNodeName"] is not null, Token);

        await tenant.KubectlAsync("delete", "configdrive", "web-1", "--wait=false");
        await tenant.EventuallyAsync("web-1", found => found.Metadata.DeletionTimestamp is not null && Tenant.Condition(found, "Ready")!.Reason == "MigrationInProgress");
        Assert.NotNull(TenantMachines.ClaimIn(await tenant.MachineAsync()));

        cluster.Player.Do(tenant.MachineKey(), machine => machine.Instance!.Part("status").Remove("evacuationNodeName"));
        await tenant.GoneAsync("web-1");
        Assert.Null(TenantMachines.ClaimIn(await tenant.MachineAsync()));
    }

    [Fact]
    public async Task VirtualMachine_Deleted_TakesItsDriveWithIt_AndOneOfTheSameNameGetsThePasswordAnew()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyStoppedAsync(Samples.All);
        await tenant.ReadyAsync("web-1");
        await tenant.StartAsync();
        await tenant.AttachedAsync(found => found.Status!.Password!.DeliveredTo is not null);
        await tenant.StopAsync();

        await tenant.KubectlAsync("delete", "virtualmachine", "web-1");
        var drive = await tenant.EventuallyAsync("web-1", found => found.Status!.Revision is null);
        Assert.Equal("VirtualMachineNotFound", Tenant.Condition(drive, "Ready")!.Reason);
        await Eventually.TrueAsync(() => tenant.ClaimsAsync(), claims => claims.Count == 0, Token);
        Assert.False(File.Exists(tenant.ImageOf("web-1")));

        await tenant.ApplyStoppedAsync(Samples.VirtualMachine);
        Assert.True((await tenant.ReadyAsync("web-1")).Status!.Password!.Pending);
    }
}
