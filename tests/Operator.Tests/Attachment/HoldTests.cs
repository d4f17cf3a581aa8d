using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Tests.Attachment;

/// <summary>A VirtualMachine that is left alone for a while, or until its user has changed something.</summary>
public sealed class HoldTests
{
    [Fact]
    public async Task VirtualMachine_DuringAMigration_IsNotPatched_AndAfterItHasTheDriveOfItsNewNode()
    {
        var world = await Worlds.RunningAsync(exposesNode: true);
        KubeVirt.Settle(world.Machine);
        await Worlds.ReconcileAsync(world);
        Assert.Contains("node1", world.Drive.Status!.Attached!.Revision, StringComparison.Ordinal);

        world.Migrate();
        world.ChangeUserData();
        await Worlds.ReconcileAsync(world);
        Assert.Equal((StepOutcome.Waiting, Reasons.MigrationInProgress), (world.End.Outcome, world.End.Reason));

        KubeVirt.Settle(world.Machine);
        Assert.Equal("Succeeded", MigrationController.PhaseOf(world.Machine.Migrations[0]));
        await Worlds.ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);
        await Worlds.ReconcileAsync(world);

        Assert.Equal("node2", world.Drive.Status.Attached!.NodeName);
        Assert.Contains("node2", world.Drive.Status.Attached.Revision, StringComparison.Ordinal);
        Assert.Empty(world.Violations);
    }

    [Fact]
    public async Task VirtualMachine_WhoseNodeIsDrained_IsNotPatched()
    {
        var world = await Worlds.RunningAsync();
        world.Drain();
        world.ChangeUserData();

        await Worlds.ReconcileAsync(world);

        Assert.Equal(Reasons.MigrationInProgress, world.End.Reason);
    }

    [Theory]
    [InlineData(""", {"name": "configdrive", "disk": {}}""", """, {"name": "configdrive", "emptyDisk": {}}""", "DiskNameTaken")]
    [InlineData(""", {"name": "configdrive", "cdrom": {"bus": "sata"}}""", """, {"name": "configdrive", "containerDisk": {}}""", "DiskNameTaken")]
    [InlineData(""", {"name": "cloudinit", "disk": {}}""", """, {"name": "cloudinit", "cloudInitConfigDrive": {"userData": "#"}}""", "OtherCloudInit")]
    [InlineData(""", {"name": "cloudinit", "disk": {}}""", """, {"name": "cloudinit", "cloudInitNoCloud": {"userData": "#"}}""", "OtherCloudInit")]
    public async Task VirtualMachine_InConflict_IsLeftAlone_WithAReason_BeforeAnythingIsMade(string disk, string volume, string reason)
    {
        var world = Worlds.Stopped(disk, volume);
        var before = world.Machine.VirtualMachine.ToJsonString();

        await Worlds.ReconcileAsync(world);

        Assert.Equal((StepOutcome.Stalled, reason), (world.End.Outcome, world.End.Reason));
        Assert.Equal(before, world.Machine.VirtualMachine.ToJsonString());
        Assert.Null(world.Drive.Status!.Revision);
    }

    [Fact]
    public async Task VirtualMachine_OutOfConflict_GetsTheDrive()
    {
        var world = Worlds.Stopped(""", {"name": "cloudinit", "disk": {}}""", """, {"name": "cloudinit", "cloudInitNoCloud": {"userData": "#"}}""");
        await Worlds.ReconcileAsync(world);

        world.Edit(template =>
        {
            template.Disks().Remove(template.Disks().Named("cloudinit"));
            template.Volumes().Remove(template.Volumes().Named("cloudinit"));
        });
        await Worlds.ReconcileAsync(world);

        Assert.NotNull(world.TemplateClaim);
        Assert.NotEqual(StepOutcome.Stalled, world.End.Outcome);
        Assert.Empty(world.Violations);
    }

    /// <summary>The webhook that guards migrations asks without the steps before.</summary>
    [Fact]
    public async Task VirtualMachine_InConflict_MayMigrate()
    {
        var world = await Worlds.RunningAsync();
        KubeVirt.Settle(world.Machine);
        await Worlds.ReconcileAsync(world);
        var run = world.Find(World.Key)!;
        Assert.Equal(Reasons.Migratable, world.Readiness.Observe(run)?.Reason);

        var (spec, template) = (run.VirtualMachine.Spec, run.VirtualMachine.Spec.Template);
        var other = new Volume { Name = "cloudinit", CloudInitNoCloud = new CloudInitNoCloudSource() };
        run.VirtualMachine = new V1VirtualMachine
        {
            Metadata = run.VirtualMachine.Metadata,
            Spec = spec with { Template = template with { Spec = template.Spec with { Volumes = [.. template.Spec.Volumes, other] } } },
        };
        run.Status = run.Status with { Primary = new PrimaryStatus { ClaimName = "another", Revision = "another" } };

        Assert.Equal(Reasons.Migratable, world.Readiness.Observe(run)?.Reason);
    }

    [Fact]
    public async Task VirtualMachine_ThatMigratesItsVolumes_IsRefused()
    {
        var world = await Worlds.RunningAsync();
        world.Machine.VirtualMachine.Part("spec")["updateVolumesStrategy"] = "Migration";
        world.ChangeUserData();

        await Worlds.ReconcileAsync(world);

        Assert.Equal((StepOutcome.Stalled, Reasons.VolumesMigrate), (world.End.Outcome, world.End.Reason));
    }

    [Theory]
    [InlineData("snapshotInProgress", "SnapshotInProgress")]
    [InlineData("restoreInProgress", "RestoreInProgress")]
    public async Task VirtualMachine_DuringASnapshotOrRestore_IsChangedAfterIt(string field, string reason)
    {
        var world = await Worlds.RunningAsync();
        world.Machine.VirtualMachine.Part("status")[field] = "nightly";
        world.ChangeUserData();
        await Worlds.ReconcileAsync(world);
        Assert.Equal((StepOutcome.Waiting, reason), (world.End.Outcome, world.End.Reason));

        world.Machine.VirtualMachine.Part("status").Remove(field);
        await Worlds.ReconcileAsync(world);
        Assert.Equal(World.ClaimOf(world.Drive.Status!.Revision!), world.TemplateClaim);
    }
}
