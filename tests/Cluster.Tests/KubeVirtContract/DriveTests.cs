using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.KubeVirtContract;

/// <summary>The whole way, from the manifests to the drive in the guest.</summary>
[Collection(ContractCollection.Name)]
public sealed class DriveTests(ContractFixture fixture) : ContractTest(fixture)
{
    private const string Claim = "web-1-configdrive";

    private static string Declared => ContractMachines.All
        .With($"[{Samples.RootDisk}]", $"[{Samples.RootDisk}, {{name: configdrive, cdrom: {{bus: sata}}}}]")
        .With(
            $"[{ContractMachines.RootVolume}]",
            $"[{ContractMachines.RootVolume}, {{name: configdrive, persistentVolumeClaim: {{claimName: {Claim}, hotpluggable: true}}}}]");

    [Fact]
    public async Task VirtualMachine_StartedAfterItsDriveWasReady_HasItAsLastCdrom()
    {
        await Cluster.NeedMediaChangesAsync();
        await Tenant.ApplyStoppedAsync(
            ContractMachines.All.With($"[{Samples.RootDisk}]", $"[{Samples.RootDisk}, {{name: media, cdrom: {{bus: sata}}}}]"));
        var ready = await Tenant.ReadyAsync("web-1");
        Assert.Equal("TakesEffectAtNextStart", Tenant.Condition(ready, "Attached")!.Reason);

        await Tenant.StartAsync();
        var drive = await Tenant.AttachedAsync();

        var template = (await Tenant.MachineAsync()).TemplateSpec();
        Assert.Equal(["root", "media", "configdrive"], template.Disks().Names());
        Assert.Equal(["root", "configdrive"], template.Volumes().Names());
        Assert.Equal("sata", (string?)template.Disks()[2]!["cdrom"]!["bus"]);
        var instance = (await Tenant.InstanceAsync())!;
        Assert.Equal(["root", "media", "configdrive"], instance.Part("spec").Disks().Names());
        Assert.Equal(drive.Status!.Primary!.ClaimName, instance.ClaimInGuest());
        Assert.Equal((string?)instance["metadata"]!["uid"], drive.Status.Attached!.VirtualMachineInstanceUID);
        Assert.Equal((string?)instance["status"]!["nodeName"], drive.Status.Attached.NodeName);
        var claim = await Tenant.ClaimAsync(drive.Status.Primary.ClaimName);
        var canMove = claim.Spec.AccessModes.Contains("ReadWriteMany");
        Assert.Equal(canMove ? "Migratable" : "NotShared", Tenant.Condition(drive, "MigrationReady")!.Reason);
    }

    [Fact]
    public async Task VirtualMachine_WithAPreference_HasItsDriveOnThePreferredBus()
    {
        await Cluster.NeedMediaChangesAsync();
        await using var preference = await Cluster.WithPreferenceAsync(Tenant, "linux", "scsi");
        await Tenant.ApplyStoppedAsync(ContractMachines.All
            .With("spec:\n  runStrategy", "spec:\n  preference: {kind: VirtualMachinePreference, name: linux}\n  runStrategy"));
        await Tenant.ReadyAsync("web-1");

        await Tenant.StartAsync();
        var drive = await Tenant.AttachedAsync();

        var instance = (await Tenant.InstanceAsync())!;
        Assert.Equal("scsi", (string?)instance.Part("spec").Disks().Named("configdrive")!["cdrom"]!["bus"]);
        Assert.Equal(drive.Status!.Primary!.ClaimName, instance.ClaimInGuest());
    }

    [Fact]
    public async Task VirtualMachine_AlreadyRunning_GetsTheDriveAtItsNextStart()
    {
        await Tenant.ApplyAsync(ContractMachines.Machine);
        await Tenant.RunsAsync();

        await Tenant.ApplyAsync($"{Samples.Sources}---\n{Samples.ConfigDrive}");
        var drive = await Tenant.ReadyAsync("web-1");
        Assert.Equal("RestartRequired", Tenant.Condition(drive, "Attached")!.Reason);
        Assert.True(drive.Status!.Password!.Pending);

        await Tenant.RestartAsync();
        var attached = await Tenant.AttachedAsync(found => found.Status!.Password!.DeliveredTo is not null);
        Assert.False(attached.Status!.Password!.Pending);
        await Tenant.MachineEventuallyAsync(
            found => found.Condition("Failure") is not "True" && found.Condition("RestartRequired") is not "True");
    }

    [Fact]
    public async Task VirtualMachine_StoppedAndStarted_KeepsItsRevision()
    {
        await Tenant.ApplyStoppedAsync(ContractMachines.AllWithPassword.With("    availabilityZone: zone-a\n", ""));
        await Tenant.ReadyAsync("web-1");
        await Tenant.StartAsync();
        var running = await Tenant.AttachedAsync(found => found.Status!.Password!.DeliveredTo is not null
            && found.Status.Placement is not null && found.Status.Attached!.Revision == found.Status.Revision);

        await Tenant.StopAsync();
        var stopped = await Tenant.EventuallyAsync(
            "web-1", found => found.Status!.Attached is null && Tenant.Condition(found, "Ready")?.Status == "True");
        Assert.Equal(running.Status!.Placement, stopped.Status!.Placement);
        Assert.Equal(running.Status.Revision, stopped.Status.Revision);

        await Tenant.StartAsync();
        var again = await Tenant.AttachedAsync();
        Assert.NotEqual(running.Status.Attached!.VirtualMachineInstanceUID, again.Status!.Attached!.VirtualMachineInstanceUID);
    }

    [Fact]
    public async Task VirtualMachine_ThatNamesAClaimBeforeItIsThere_StartsOnceTheConfigDriveHasFilledIt()
    {
        var end = Declared.IndexOf("---\n", StringComparison.Ordinal);
        var (machine, rest) = (Declared[..end], Declared[end..]);
        await using var history = await InstanceHistory.StartAsync(Tenant);
        await Tenant.ApplyAsync(machine);
        await Tenant.InstanceEventuallyAsync(found => found is not null);
        Assert.NotEqual("Running", (string?)(await Tenant.InstanceAsync())!["status"]?["phase"]);

        await Tenant.ApplyAsync(rest);
        var drive = await Tenant.AttachedAsync(found => found.Status!.Boot is not null);

        Assert.Equal(Claim, drive.Status!.Boot!.ClaimName);
        Assert.Equal(Claim, history.Seen.First(version => version.Phase == "Ready").Present);
        Assert.Equal(["root", "configdrive"], (await Tenant.MachineAsync()).TemplateSpec().Volumes().Names());
    }

    [Fact]
    public async Task DeclaredVolume_InManualMode_AppliedOverAndOver_IsNeverChanged()
    {
        var manifests = Declared + "  attachment: {mode: Manual}\n";
        await Tenant.ApplyAsync(manifests);
        await Tenant.AttachedAsync();
        var generation = (long?)(await Tenant.MachineAsync())["metadata"]!["generation"];

        for (var round = 0; round < 5; round++)
        {
            await Tenant.ApplyAsync(manifests);
        }

        await Tenant.PatchAsync("configmap", "team-keys", """{"data":{"authorized_keys":""}}""");
        await Tenant.EventuallyAsync("web-1", found => found.Status!.Secondary?.Revision == found.Status.Revision);
        Assert.Equal(generation, (long?)(await Tenant.MachineAsync())["metadata"]!["generation"]);
    }

    [Fact]
    public async Task ConfigDrive_DeletedWhileTheGuestRuns_LeavesTheVirtualMachineAsItWas()
    {
        await Cluster.NeedMediaChangesAsync();
        await Tenant.ApplyStoppedAsync(ContractMachines.All);
        await Tenant.ReadyAsync("web-1");
        await Tenant.StartAsync();
        var drive = await Tenant.AttachedAsync();

        await Tenant.KubectlAsync("delete", "configdrive", "web-1", "--wait=false");
        await Tenant.GoneAsync("web-1");

        var template = (await Tenant.MachineAsync()).TemplateSpec();
        Assert.Equal(["root"], template.Disks().Names());
        Assert.Equal(["root"], template.Volumes().Names());
        await Eventually.TrueAsync(Tenant.ClaimsAsync, claims => claims.Count == 0, Token, Tenant.Deadline);
        var instance = await Tenant.InstanceAsync();
        Assert.Equal((string?)instance!["metadata"]!["uid"], drive.Status!.Attached!.VirtualMachineInstanceUID);
        Assert.Equal("Running", (string?)instance["status"]!["phase"]);
        Assert.Null(ContractMachines.StatusOf(instance));
    }

    [Fact]
    public async Task Drive_DetachedAfterBoot_ComesBackWhenTheVirtualMachineStops()
    {
        await Cluster.NeedMediaChangesAsync();
        await Tenant.ApplyStoppedAsync(ContractMachines.All + "  attachment: {detachAfterBoot: true}\n");
        await Tenant.ReadyAsync("web-1");
        await Tenant.StartAsync();
        await Tenant.RunsAsync();
        await Cluster.AgentReportsAsync(Tenant);

        await Tenant.EventuallyAsync("web-1", found =>
            Tenant.Condition(found, "Attached")?.Reason == "DetachedAfterBoot" && Tenant.Condition(found, "Ready")?.Status == "True");
        var machine = await Tenant.MachineAsync();
        Assert.Null(TenantMachines.ClaimIn(machine));
        Assert.Equal(["root", "configdrive"], machine.TemplateSpec().Disks().Names());
        Assert.Null(ContractMachines.StatusOf(await Tenant.InstanceAsync()));

        await Tenant.StopAsync();
        await Tenant.MachineEventuallyAsync(found => TenantMachines.ClaimIn(found) is not null);
    }
}
