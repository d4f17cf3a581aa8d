using System.Text.Json.Nodes;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Tests.Attachment;

/// <summary>The life of a drive in a VirtualMachine, step by step: how it comes in, and stays.</summary>
public sealed class AttachmentTests
{
    [Theory]
    [InlineData("amd64", "sata")]
    [InlineData("arm64", "scsi")]
    [InlineData("s390x", "scsi")]
    public async Task StoppedVirtualMachine_GetsTheDriveAsSecondCdromBehindTheUsersDisks(string architecture, string bus)
    {
        var world = Worlds.Stopped(architecture: architecture);

        await Worlds.ReconcileAsync(world);

        var spec = world.Machine.VirtualMachine.TemplateSpec();
        Assert.Equal(["root", "installer", "configdrive"], spec.Disks().OfType<JsonObject>().Select(disk => disk.Name()));
        Assert.Equal(["root", "installer", "configdrive"], spec.Volumes().OfType<JsonObject>().Select(volume => volume.Name()));
        Assert.Equal(bus, (string?)spec.Disks().Named("configdrive")!["cdrom"]!["bus"]);
        Assert.True(spec.Volumes().Named("configdrive")!.IsHotpluggable());
        Assert.Equal((StepOutcome.Informational, Reasons.TakesEffectAtNextStart), (world.End.Outcome, world.End.Reason));
        Assert.Empty(world.Violations);
    }

    [Theory]
    [InlineData("amd64", "scsi", null, null, "scsi")]
    [InlineData("amd64", null, null, null, "sata")]
    [InlineData("amd64", "scsi", "usb", "usb", "usb")]
    [InlineData("arm64", null, null, "scsi", "scsi")] // KubeVirt's default is virtio there, which it refuses for a CD-ROM
    public async Task VirtualMachineWithAPreference_HasTheDriveOnItsBus_UnlessTheConfigDriveSaysOtherwise(
        string architecture, string? preferred, string? wanted, string? inTemplate, string inInstance)
    {
        var world = Worlds.Stopped(
            architecture: architecture,
            preference: """, "preference": {"name": "linux"}""",
            attachment: new AttachmentSpec { Bus = wanted is null ? null : Enum.Parse<DiskBus>(wanted, ignoreCase: true) },
            kubeVirt: new KubeVirtSettings { PreferredCdromBus = preferred });

        await Worlds.ReconcileAsync(world);
        world.SetRunStrategy("Always");
        KubeVirt.Settle(world.Machine);
        await Worlds.ReconcileAsync(world);

        Assert.Equal(inTemplate, (string?)world.Machine.VirtualMachine.TemplateSpec().Disks().Named("configdrive")!["cdrom"]!["bus"]);
        Assert.Equal(inInstance, (string?)world.Machine.Instance!.Part("spec").Disks().Named("configdrive")!["cdrom"]!["bus"]);
        Assert.Equal(Reasons.Attached, world.End.Reason);
        Assert.Empty(world.Violations);
    }

    [Fact]
    public async Task VirtualMachineWithoutDisks_GetsTheDrive()
    {
        var world = new World(new WorldOptions { VirtualMachine = """{"metadata": {"name": "web-1", "namespace": "tenant", "uid": "vm", "resourceVersion": "1"}, "spec": {"runStrategy": "Halted", "template": {"spec": {"domain": {"devices": {}}}}}}""" });

        await Worlds.ReconcileAsync(world);

        Assert.Equal(World.ClaimOf(world.Drive.Status!.Revision!), world.TemplateClaim);
    }

    [Fact]
    public async Task RunningVirtualMachineWithoutTheDrive_GetsAnEmptyDrive_AndTheMediumAtItsNextStart()
    {
        var world = new World(new WorldOptions());
        KubeVirt.Settle(world.Machine);

        await Worlds.ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);

        Assert.Equal(Reasons.RestartRequired, world.End.Reason);
        Assert.Equal("True", world.Machine.VirtualMachine.Condition("RestartRequired"));
        Assert.Null(world.TemplateClaim);
        Assert.Equal(0, world.Machine.RefusedPlugs);

        await Worlds.RestartAsync(world);

        Assert.Equal(Reasons.Attached, world.End.Reason);
        Assert.Null(world.Machine.VirtualMachine.Condition("RestartRequired"));
        Assert.Equal(World.ClaimOf(world.Drive.Status!.Attached!.Revision), world.GuestClaim);
    }

    [Fact]
    public async Task RunningVirtualMachineWithoutTheDrive_WhoseMediumCameTooEarly_IsNotLeftForKubeVirtToTryForEver()
    {
        var world = Worlds.Stopped();
        await world.ReconcileAsync();
        await world.ReconcileAsync();
        world.FinishCopies();
        world.SetRunStrategy("Always");

        // The instance is made between our look and our write.
        await world.ReconcileAsync(conflict: () => VirtualMachineController.Act(world.Machine));
        KubeVirt.Settle(world.Machine);
        await Worlds.ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);

        Assert.Null(world.Machine.VirtualMachine.Condition("Failure"));
        Assert.Equal(Reasons.RestartRequired, world.End.Reason);
    }

    [Fact]
    public async Task DeclaredDrive_IsServed_AndLaterRevisionsTakeItsPlace()
    {
        var world = Worlds.Stopped(
            """, {"name": "configdrive", "cdrom": {"bus": "sata"}}""",
            """, {"name": "configdrive", "persistentVolumeClaim": {"claimName": "given", "hotpluggable": true}}""");

        await Worlds.ReconcileAsync(world);

        Assert.Equal(World.ClaimOf(world.Drive.Status!.Revision!), world.TemplateClaim);
        Assert.Equal(3, world.Machine.VirtualMachine.TemplateSpec().Volumes().Count);
    }

    [Fact]
    public async Task Drive_InManualMode_NeverChangesTheVirtualMachine()
    {
        var world = new World(new WorldOptions { Attachment = new AttachmentSpec { Mode = AttachmentMode.Manual } });
        KubeVirt.Settle(world.Machine);
        var before = world.Machine.VirtualMachine["spec"]!.ToJsonString();

        await Worlds.ReconcileAsync(world);

        Assert.Equal((StepOutcome.Informational, Reasons.NotWired), (world.End.Outcome, world.End.Reason));
        Assert.Equal(before, world.Machine.VirtualMachine["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task Drive_ThatSomethingElseKeepsRemoving_IsGivenUpWithTheRemedy_UntilTheSpecChanges()
    {
        var world = Worlds.Stopped();
        var declared = world.Machine.VirtualMachine["spec"]!.DeepClone();
        for (var round = 0; round < 6; round++)
        {
            await Worlds.ReconcileAsync(world);
            world.Machine.VirtualMachine["spec"] = declared.DeepClone();
        }

        await Worlds.ReconcileAsync(world);
        Assert.Equal((StepOutcome.Stalled, Reasons.DriftDetected), (world.End.Outcome, world.End.Reason));
        Assert.Contains("gitops", world.End.Message, StringComparison.Ordinal);
        Assert.Null(world.TemplateClaim);

        world.ChangeSpec();
        await Worlds.ReconcileAsync(world);
        Assert.NotNull(world.TemplateClaim);
    }

    /// <summary>KubeVirt writes the VirtualMachine as a whole, once for each change of the pool's template.</summary>
    [Fact]
    public async Task Drive_ThatEachChangeOfAPoolsTemplateRemoves_IsAddedEachTime()
    {
        var world = Worlds.Stopped();
        var declared = world.Machine.VirtualMachine["spec"]!.DeepClone();
        for (var revision = 1; revision <= 6; revision++)
        {
            world.Machine.VirtualMachine["spec"] = declared.DeepClone();
            world.Machine.VirtualMachine.Part("metadata")["labels"] = new JsonObject { [Labels.PoolRevision] = $"web-{revision}" };
            await Worlds.ReconcileAsync(world);

            Assert.NotNull(world.TemplateClaim);
        }
    }
}
