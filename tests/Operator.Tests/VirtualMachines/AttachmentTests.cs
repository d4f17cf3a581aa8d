using System.Text.Json.Nodes;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Reconciling;

namespace ConfigDrive.Operator.Tests.VirtualMachines;

/// <summary>The life of a drive in a VirtualMachine, step by step.</summary>
public sealed class AttachmentTests
{
    private const string Declared = """
        {
          "metadata": {"name": "web-1", "namespace": "tenant", "uid": "vm", "resourceVersion": "1"},
          "spec": {"runStrategy": "Halted", "template": {"spec": {
            "architecture": "ARCHITECTURE",
            "domain": {"devices": {"disks": [{"name": "root", "disk": {}}, {"name": "installer", "cdrom": {"bus": "sata"}}DISK]}},
            "volumes": [{"name": "root", "containerDisk": {"image": "debian"}}, {"name": "installer", "containerDisk": {"image": "virtio-win"}}VOLUME]}}}
        }
        """;

    [Theory]
    [InlineData("amd64", "sata")]
    [InlineData("arm64", "scsi")]
    [InlineData("s390x", "scsi")]
    public async Task StoppedVirtualMachine_GetsTheDriveAsSecondCdromBehindTheUsersDisks(string architecture, string bus)
    {
        var world = Stopped(architecture: architecture);

        await ReconcileAsync(world);

        var spec = world.Machine.VirtualMachine.TemplateSpec();
        Assert.Equal(["root", "installer", "configdrive"], spec.Disks().OfType<JsonObject>().Select(disk => disk.Name()));
        Assert.Equal(["root", "installer", "configdrive"], spec.Volumes().OfType<JsonObject>().Select(volume => volume.Name()));
        Assert.Equal(bus, (string?)spec.Disks().Named("configdrive")!["cdrom"]!["bus"]);
        Assert.True(spec.Volumes().Named("configdrive")!.IsHotpluggable());
        Assert.Equal((StepOutcome.Noted, Reasons.TakesEffectAtNextStart), (world.End.Outcome, world.End.Reason));
        Assert.Empty(world.Wrongs);
    }

    [Fact]
    public async Task VirtualMachineWithoutDisks_GetsTheDrive()
    {
        var world = new World(new WorldOptions { VirtualMachine = """{"metadata": {"name": "web-1", "namespace": "tenant", "uid": "vm", "resourceVersion": "1"}, "spec": {"runStrategy": "Halted", "template": {"spec": {"domain": {"devices": {}}}}}}""" });

        await ReconcileAsync(world);

        Assert.Equal(World.ClaimOf(world.Drive.Status!.Revision!), world.TemplateClaim);
    }

    [Fact]
    public async Task RunningVirtualMachineWithoutTheDrive_GetsAnEmptyDrive_AndTheMediumAtItsNextStart()
    {
        var world = new World(new WorldOptions());
        KubeVirt.Settle(world.Machine);

        await ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);

        Assert.Equal(Reasons.RestartRequired, world.End.Reason);
        Assert.Equal("True", world.Machine.VirtualMachine.Condition("RestartRequired"));
        Assert.Null(world.TemplateClaim);
        Assert.Equal(0, world.Machine.RefusedPlugs);

        await RestartAsync(world);

        Assert.Equal(Reasons.Attached, world.End.Reason);
        Assert.Null(world.Machine.VirtualMachine.Condition("RestartRequired"));
        Assert.Equal(World.ClaimOf(world.Drive.Status!.Attached!.Revision), world.GuestClaim);
    }

    [Fact]
    public async Task RunningVirtualMachineWithoutTheDrive_WhoseMediumCameTooEarly_IsNotLeftForKubeVirtToTryForEver()
    {
        var world = Stopped();
        await world.ReconcileAsync();
        await world.ReconcileAsync();
        world.FinishCopies();
        world.SetRunStrategy("Always");

        // The instance is made between our look and our write.
        await world.ReconcileAsync(conflict: () => VirtualMachineController.Act(world.Machine));
        KubeVirt.Settle(world.Machine);
        await ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);

        Assert.Null(world.Machine.VirtualMachine.Condition("Failure"));
        Assert.Equal(Reasons.RestartRequired, world.End.Reason);
    }

    [Fact]
    public async Task UserData_Changed_IsSwappedOnTheRunningVirtualMachine()
    {
        var world = await RunningAsync();
        var first = world.Drive.Status!.Attached!;

        world.ChangeUserData();
        await ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);
        await ReconcileAsync(world);

        var second = world.Drive.Status.Attached!;
        Assert.NotEqual(first.Revision, second.Revision);
        Assert.Equal(first.VirtualMachineInstanceUID, second.VirtualMachineInstanceUID);
        Assert.Equal(World.ClaimOf(world.Drive.Status.Revision!), world.GuestClaim);
        Assert.Null(world.Machine.VirtualMachine.Condition("RestartRequired"));
        Assert.Equal(Reasons.Attached, world.End.Reason);
    }

    [Fact]
    public async Task Changes_DuringASwap_EndWithTheLast()
    {
        var world = await RunningAsync();
        for (var change = 0; change < 3; change++)
        {
            world.ChangeUserData();
            await ReconcileAsync(world);
            VolumeController.Act(world.Machine);
            DeclarativeHotplug.Act(world.Machine);
        }

        KubeVirt.Settle(world.Machine);
        await ReconcileAsync(world);

        Assert.StartsWith("u3.", world.Drive.Status!.Attached!.Revision, StringComparison.Ordinal);
        Assert.Equal(World.ClaimOf(world.Drive.Status.Revision!), world.GuestClaim);
    }

    [Fact]
    public async Task Swap_WhileTheGuestHoldsTheTray_IsReported_AndEndsWhenItLetsGo()
    {
        var world = await RunningAsync();
        var former = world.GuestClaim;
        world.Machine.IsTrayHeld = true;

        world.ChangeUserData();
        await ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);
        await ReconcileAsync(world);

        Assert.Equal((StepOutcome.Waiting, Reasons.SyncFailed), (world.End.Outcome, world.End.Reason));
        Assert.Equal(former, World.ClaimOf(world.Drive.Status!.Attached!.Revision));
        Assert.False(world.IsMigrationReady);

        world.Machine.IsTrayHeld = false;
        KubeVirt.Settle(world.Machine);
        await ReconcileAsync(world);

        Assert.Equal(Reasons.Attached, world.End.Reason);
        Assert.Equal(World.ClaimOf(world.Drive.Status.Revision!), world.GuestClaim);
    }

    [Fact]
    public async Task Update_NextStart_WaitsForTheNextStart()
    {
        var world = await RunningAsync(new Attachment { Update = UpdatePolicy.NextStart });
        var former = world.GuestClaim;

        world.ChangeUserData();
        await ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);
        Assert.Equal((StepOutcome.Noted, Reasons.TakesEffectAtNextStart), (world.End.Outcome, world.End.Reason));
        Assert.Equal(former, world.GuestClaim);

        await RestartAsync(world);
        Assert.Equal(World.ClaimOf(world.Drive.Status!.Revision!), world.GuestClaim);
    }

    [Fact]
    public async Task Update_WhereKubeVirtChangesNoMedia_IsWrittenAtOnce_AndTakesEffectAtTheNextStart()
    {
        var world = await RunningAsync(kubeVirt: new KubeVirtSettings { DeclarativeHotplugVolumes = false });
        var former = world.GuestClaim;

        world.ChangeUserData();
        await ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);
        await ReconcileAsync(world);

        Assert.Equal((StepOutcome.Noted, Reasons.TakesEffectAtNextStart), (world.End.Outcome, world.End.Reason));
        Assert.Equal(World.ClaimOf(world.Drive.Status!.Revision!), world.TemplateClaim);
        Assert.Equal(former, World.ClaimOf(world.Drive.Status.Attached!.Revision));
    }

    [Fact]
    public async Task Drive_OfABootingGuest_IsLeftToIt()
    {
        var world = Stopped();
        await ReconcileAsync(world);
        world.SetRunStrategy("Always");
        KubeVirt.Settle(world.Machine);
        var former = world.GuestClaim;

        world.ChangeUserData();
        await ReconcileAsync(world);
        Assert.Equal((Reasons.GuestBooting, former), (world.End.Reason, world.TemplateClaim));
        Assert.True(world.End.RecheckAfter <= TimeSpan.FromMinutes(10));

        InstanceController.ConnectAgent(world.Machine);
        await ReconcileAsync(world);
        Assert.Equal(World.ClaimOf(world.Drive.Status!.Revision!), world.TemplateClaim);
    }

    [Fact]
    public async Task Drive_DetachedAfterBoot_LeavesTheGuest_AndComesBackAtTheNextStart()
    {
        var world = await RunningAsync(new Attachment { DetachAfterBoot = true });

        await ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);
        await ReconcileAsync(world);
        Assert.Equal((StepOutcome.Noted, Reasons.DetachedAfterBoot), (world.End.Outcome, world.End.Reason));
        Assert.Null(world.GuestClaim);
        Assert.True(world.IsMigrationReady);

        world.SetRunStrategy("Halted");
        KubeVirt.Settle(world.Machine);
        await ReconcileAsync(world);
        Assert.Equal(World.ClaimOf(world.Drive.Status!.Revision!), world.TemplateClaim);
    }

    [Fact]
    public async Task VirtualMachine_DuringAMigration_IsNotPatched_AndAfterItHasTheDriveOfItsNewNode()
    {
        var world = await RunningAsync(exposesNode: true);
        KubeVirt.Settle(world.Machine);
        await ReconcileAsync(world);
        Assert.Contains("node1", world.Drive.Status!.Attached!.Revision, StringComparison.Ordinal);

        world.Migrate();
        world.ChangeUserData();
        await ReconcileAsync(world);
        Assert.Equal((StepOutcome.Waiting, Reasons.MigrationInProgress), (world.End.Outcome, world.End.Reason));

        KubeVirt.Settle(world.Machine);
        Assert.Equal("Succeeded", MigrationController.PhaseOf(world.Machine.Migrations[0]));
        await ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);
        await ReconcileAsync(world);

        Assert.Equal("node2", world.Drive.Status.Attached!.NodeName);
        Assert.Contains("node2", world.Drive.Status.Attached.Revision, StringComparison.Ordinal);
        Assert.Empty(world.Wrongs);
    }

    [Fact]
    public async Task VirtualMachine_WhoseNodeIsDrained_IsNotPatched()
    {
        var world = await RunningAsync();
        world.Drain();
        world.ChangeUserData();

        await ReconcileAsync(world);

        Assert.Equal(Reasons.MigrationInProgress, world.End.Reason);
    }

    [Theory]
    [InlineData(""", {"name": "configdrive", "disk": {}}""", """, {"name": "configdrive", "emptyDisk": {}}""", "DiskNameTaken")]
    [InlineData(""", {"name": "configdrive", "cdrom": {"bus": "sata"}}""", """, {"name": "configdrive", "containerDisk": {}}""", "DiskNameTaken")]
    [InlineData(""", {"name": "cloudinit", "disk": {}}""", """, {"name": "cloudinit", "cloudInitConfigDrive": {"userData": "#"}}""", "LabelTaken")]
    public async Task VirtualMachine_InConflict_IsLeftAlone_WithAReason(string disk, string volume, string reason)
    {
        var world = Stopped(disk, volume);
        var before = world.Machine.VirtualMachine.ToJsonString();

        await ReconcileAsync(world);

        Assert.Equal((StepOutcome.Stalled, reason), (world.End.Outcome, world.End.Reason));
        Assert.Equal(before, world.Machine.VirtualMachine.ToJsonString());
    }

    [Fact]
    public async Task VirtualMachine_ThatMigratesItsVolumes_IsRefused()
    {
        var world = await RunningAsync();
        world.Machine.VirtualMachine.Part("spec")["updateVolumesStrategy"] = "Migration";
        world.ChangeUserData();

        await ReconcileAsync(world);

        Assert.Equal((StepOutcome.Stalled, Reasons.VolumesMigrate), (world.End.Outcome, world.End.Reason));
    }

    [Theory]
    [InlineData("snapshotInProgress", "SnapshotInProgress")]
    [InlineData("restoreInProgress", "RestoreInProgress")]
    public async Task VirtualMachine_DuringASnapshotOrRestore_IsChangedAfterIt(string field, string reason)
    {
        var world = await RunningAsync();
        world.Machine.VirtualMachine.Part("status")[field] = "nightly";
        world.ChangeUserData();
        await ReconcileAsync(world);
        Assert.Equal((StepOutcome.Waiting, reason), (world.End.Outcome, world.End.Reason));

        world.Machine.VirtualMachine.Part("status").Remove(field);
        await ReconcileAsync(world);
        Assert.Equal(World.ClaimOf(world.Drive.Status!.Revision!), world.TemplateClaim);
    }

    [Fact]
    public async Task DeclaredDrive_IsServed_AndLaterRevisionsTakeItsPlace()
    {
        var world = Stopped(
            """, {"name": "configdrive", "cdrom": {"bus": "sata"}}""",
            """, {"name": "configdrive", "persistentVolumeClaim": {"claimName": "given", "hotpluggable": true}}""");

        await ReconcileAsync(world);

        Assert.Equal(World.ClaimOf(world.Drive.Status!.Revision!), world.TemplateClaim);
        Assert.Equal(3, world.Machine.VirtualMachine.TemplateSpec().Volumes().Count);
    }

    [Fact]
    public async Task Drive_InManualMode_NeverChangesTheVirtualMachine()
    {
        var world = new World(new WorldOptions { Attachment = new Attachment { Mode = AttachmentMode.Manual } });
        KubeVirt.Settle(world.Machine);
        var before = world.Machine.VirtualMachine["spec"]!.ToJsonString();

        await ReconcileAsync(world);

        Assert.Equal((StepOutcome.Noted, Reasons.NotWired), (world.End.Outcome, world.End.Reason));
        Assert.Equal(before, world.Machine.VirtualMachine["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task Drive_ThatSomethingElseKeepsRemoving_IsGivenUpWithTheRemedy_UntilTheSpecChanges()
    {
        var world = Stopped();
        var declared = world.Machine.VirtualMachine["spec"]!.DeepClone();
        for (var round = 0; round < 6; round++)
        {
            await ReconcileAsync(world);
            world.Machine.VirtualMachine["spec"] = declared.DeepClone();
        }

        await ReconcileAsync(world);
        Assert.Equal((StepOutcome.Stalled, Reasons.DriftDetected), (world.End.Outcome, world.End.Reason));
        Assert.Contains("gitops", world.End.Message, StringComparison.Ordinal);
        Assert.Null(world.TemplateClaim);

        world.ChangeSpec();
        await ReconcileAsync(world);
        Assert.NotNull(world.TemplateClaim);
    }

    internal static async Task ReconcileAsync(World world)
    {
        // What is recorded, what is copied, what is written, and a look at the outcome.
        for (var run = 0; run < 4; run++)
        {
            await world.ReconcileAsync();
            world.FinishCopies();
        }
    }

    internal static async Task<World> RunningAsync(Attachment? attachment = null, KubeVirtSettings? kubeVirt = null, bool exposesNode = false, bool hasMigrationWebhook = false)
    {
        var world = Stopped(attachment: attachment, kubeVirt: kubeVirt, exposesNode: exposesNode, hasMigrationWebhook: hasMigrationWebhook);
        await ReconcileAsync(world);
        world.SetRunStrategy("Always");
        KubeVirt.Settle(world.Machine);
        InstanceController.ConnectAgent(world.Machine);
        await ReconcileAsync(world);
        return world;
    }

    internal static async Task RestartAsync(World world)
    {
        VirtualMachineController.Delete(world.Machine);
        await world.ReconcileAsync();
        KubeVirt.Settle(world.Machine);
        InstanceController.ConnectAgent(world.Machine);
        await ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);
        await ReconcileAsync(world);
    }

    private static World Stopped(
        string disk = "", string volume = "", string architecture = "amd64", Attachment? attachment = null, KubeVirtSettings? kubeVirt = null, bool exposesNode = false,
        bool hasMigrationWebhook = false)
    {
        var virtualMachine = Declared.Replace("DISK", disk, StringComparison.Ordinal)
            .Replace("VOLUME", volume, StringComparison.Ordinal)
            .Replace("ARCHITECTURE", architecture, StringComparison.Ordinal);
        return new World(new WorldOptions
        {
            VirtualMachine = virtualMachine,
            Attachment = attachment ?? new Attachment(),
            KubeVirt = kubeVirt ?? new KubeVirtSettings(),
            ExposesNode = exposesNode,
            HasMigrationWebhook = hasMigrationWebhook,
        });
    }
}
