using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Tests.Attachment;

/// <summary>Another revision takes the place of the one in the drive.</summary>
public sealed class SwapTests
{
    [Fact]
    public async Task UserData_Changed_IsSwappedOnTheRunningVirtualMachine()
    {
        var world = await Worlds.RunningAsync();
        var first = world.Drive.Status!.Attached!;

        world.ChangeUserData();
        await Worlds.ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);
        await Worlds.ReconcileAsync(world);

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
        var world = await Worlds.RunningAsync();
        for (var change = 0; change < 3; change++)
        {
            world.ChangeUserData();
            await Worlds.ReconcileAsync(world);
            VolumeController.Act(world.Machine);
            DeclarativeHotplug.Act(world.Machine);
        }

        KubeVirt.Settle(world.Machine);
        await Worlds.ReconcileAsync(world);

        Assert.StartsWith("u3.", world.Drive.Status!.Attached!.Revision, StringComparison.Ordinal);
        Assert.Equal(World.ClaimOf(world.Drive.Status.Revision!), world.GuestClaim);
    }

    [Fact]
    public async Task Swap_WhileTheGuestHoldsTheTray_IsReported_AndEndsWhenItLetsGo()
    {
        var world = await Worlds.RunningAsync();
        var former = world.GuestClaim;
        world.Machine.IsTrayHeld = true;

        world.ChangeUserData();
        await Worlds.ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);
        await Worlds.ReconcileAsync(world);

        Assert.Equal((StepOutcome.Waiting, Reasons.SyncFailed), (world.End.Outcome, world.End.Reason));
        Assert.Equal(former, World.ClaimOf(world.Drive.Status!.Attached!.Revision));
        Assert.False(world.IsMigrationReady);

        world.Machine.IsTrayHeld = false;
        KubeVirt.Settle(world.Machine);
        await Worlds.ReconcileAsync(world);

        Assert.Equal(Reasons.Attached, world.End.Reason);
        Assert.Equal(World.ClaimOf(world.Drive.Status.Revision!), world.GuestClaim);
    }

    [Fact]
    public async Task Update_NextStart_WaitsForTheNextStart()
    {
        var world = await Worlds.RunningAsync(new AttachmentSpec { Update = UpdatePolicy.NextStart });
        var former = world.GuestClaim;

        world.ChangeUserData();
        await Worlds.ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);
        Assert.Equal((StepOutcome.Informational, Reasons.TakesEffectAtNextStart), (world.End.Outcome, world.End.Reason));
        Assert.Equal(former, world.GuestClaim);

        await Worlds.RestartAsync(world);
        Assert.Equal(World.ClaimOf(world.Drive.Status!.Revision!), world.GuestClaim);
    }

    [Fact]
    public async Task Update_WhereKubeVirtChangesNoMedia_IsWrittenAtOnce_AndTakesEffectAtTheNextStart()
    {
        var world = await Worlds.RunningAsync(kubeVirt: new KubeVirtSettings { DeclarativeHotplugVolumes = false });
        var former = world.GuestClaim;

        world.ChangeUserData();
        await Worlds.ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);
        await Worlds.ReconcileAsync(world);

        Assert.Equal((StepOutcome.Informational, Reasons.TakesEffectAtNextStart), (world.End.Outcome, world.End.Reason));
        Assert.Equal(World.ClaimOf(world.Drive.Status!.Revision!), world.TemplateClaim);
        Assert.Equal(former, World.ClaimOf(world.Drive.Status.Attached!.Revision));
    }

    [Fact]
    public async Task Drive_OfABootingGuest_IsLeftToIt()
    {
        var world = Worlds.Stopped();
        await Worlds.ReconcileAsync(world);
        world.SetRunStrategy("Always");
        KubeVirt.Settle(world.Machine);
        var former = world.GuestClaim;

        world.ChangeUserData();
        await Worlds.ReconcileAsync(world);
        Assert.Equal((Reasons.GuestBooting, former), (world.End.Reason, world.TemplateClaim));
        Assert.True(world.End.RecheckAfter <= TimeSpan.FromMinutes(10));

        InstanceController.ConnectAgent(world.Machine);
        await Worlds.ReconcileAsync(world);
        Assert.Equal(World.ClaimOf(world.Drive.Status!.Revision!), world.TemplateClaim);
    }

    [Fact]
    public async Task Drive_DetachedAfterBoot_LeavesTheGuest_AndComesBackAtTheNextStart()
    {
        var world = await Worlds.RunningAsync(new AttachmentSpec { DetachAfterBoot = true });

        await Worlds.ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);
        await Worlds.ReconcileAsync(world);
        Assert.Equal((StepOutcome.Informational, Reasons.DetachedAfterBoot), (world.End.Outcome, world.End.Reason));
        Assert.Null(world.GuestClaim);
        Assert.True(world.IsMigrationReady);

        world.SetRunStrategy("Halted");
        KubeVirt.Settle(world.Machine);
        await Worlds.ReconcileAsync(world);
        Assert.Equal(World.ClaimOf(world.Drive.Status!.Revision!), world.TemplateClaim);
    }
}
