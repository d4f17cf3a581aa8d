using ConfigDrive.KubeVirtDouble;

namespace ConfigDrive.Operator.Tests.Attachment;

/// <summary>A password for one start: on the drive of exactly one.</summary>
public sealed class PasswordTests
{
    [Fact]
    public async Task Password_OfTheFirstStart_IsDelivered_AndStaysUntilTheStop()
    {
        var world = await Worlds.RunningAsync();

        var password = world.Drive.Status!.Password!;
        Assert.False(password.Pending);
        Assert.Equal(world.Machine.Starts[0].InstanceUid, password.DeliveredTo);
        Assert.Equal("0", World.PasswordIn(world.GuestClaim!));
        Assert.Equal("0", World.PasswordIn(world.TemplateClaim!));
        Assert.Null(World.PasswordIn(World.ClaimOf(world.Drive.Status.Revision!)));
        Assert.Equal("Attached", world.End.Reason);
    }

    [Fact]
    public async Task Password_Delivered_IsGoneAtTheNextStart()
    {
        var world = await Worlds.RunningAsync();

        await Worlds.RestartAsync(world);

        Assert.Equal(2, world.Machine.Starts.Count);
        Assert.Null(World.PasswordIn(world.Machine.Starts[1].Claims[World.DiskName]));
        Assert.Equal(world.Machine.Starts[0].InstanceUid, world.Drive.Status!.Password!.DeliveredTo);
    }

    [Fact]
    public async Task Password_DeliveredToAShortLife_IsTakenOutBeforeTheNextStart_AlsoWhenTheNextDriveIsNotReady()
    {
        var world = await Worlds.RunningAsync();
        world.ChangeUserData();
        world.SetRunStrategy("Halted");
        KubeVirt.Settle(world.Machine);

        await world.ReconcileAsync();
        Assert.True(world.TemplateClaim is null || World.PasswordIn(world.TemplateClaim) is null);

        world.SetRunStrategy("Always");
        KubeVirt.Settle(world.Machine);
        Assert.False(world.Machine.Starts[1].Claims.TryGetValue(World.DiskName, out var claim) && World.PasswordIn(claim) is not null);
    }

    [Fact]
    public async Task Password_Reset_ReachesTheRunningGuest_AndIsPendingUntilTheNextStart()
    {
        var world = await Worlds.RunningAsync();

        world.ResetPassword();
        await Worlds.ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);
        await Worlds.ReconcileAsync(world);
        Assert.Equal("1", World.PasswordIn(world.GuestClaim!));
        Assert.True(world.Drive.Status!.Password!.Pending);

        await Worlds.RestartAsync(world);
        Assert.False(world.Drive.Status.Password.Pending);
        Assert.Equal("1", World.PasswordIn(world.Machine.Starts[1].Claims[World.DiskName]));

        await Worlds.RestartAsync(world);
        Assert.Null(World.PasswordIn(world.Machine.Starts[2].Claims[World.DiskName]));
    }

    [Fact]
    public async Task Password_ThatNoGuestRanWith_StaysPending()
    {
        var world = await Worlds.RunningAsync();
        world.ResetPassword();
        world.SetRunStrategy("Halted");
        KubeVirt.Settle(world.Machine);
        await Worlds.ReconcileAsync(world);

        // An instance that is deleted before its guest runs, as one that no node takes.
        world.SetRunStrategy("Always");
        VirtualMachineController.Act(world.Machine);
        await Worlds.ReconcileAsync(world);
        world.SetRunStrategy("Halted");
        KubeVirt.Settle(world.Machine);
        await Worlds.ReconcileAsync(world);
        Assert.True(world.Drive.Status!.Password!.Pending);
        Assert.Equal("1", World.PasswordIn(world.TemplateClaim!));
    }

    [Fact]
    public async Task UserData_ChangedAfterTheDelivery_ReachesTheGuest_WithoutThePassword()
    {
        var world = await Worlds.RunningAsync();

        world.ChangeUserData();
        await Worlds.ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);
        await Worlds.ReconcileAsync(world);

        Assert.StartsWith(World.ClaimOf("u1."), world.GuestClaim!, StringComparison.Ordinal);
        Assert.Null(World.PasswordIn(world.GuestClaim!));
    }

    [Fact]
    public async Task Password_OnADriveThatACrashLeftInTheTemplate_IsNotOnASecondStart()
    {
        var world = new World(new WorldOptions { VirtualMachine = WorldOptions.Bare });
        await world.ReconcileAsync();
        await world.ReconcileAsync();
        world.FinishCopies();
        await world.ReconcileAsync(effects: 1);
        Assert.Equal("0", World.PasswordIn(world.TemplateClaim!));

        // The new password hides from the operator that there was an old one, unless that was written down.
        world.ResetPassword();
        world.SetRunStrategy("Always");
        for (var start = 0; start < 2; start++)
        {
            await world.ReconcileAsync();
            KubeVirt.Settle(world.Machine);
            await world.ReconcileAsync();
            VirtualMachineController.Delete(world.Machine);
        }

        Assert.DoesNotContain(
            world.Machine.Starts.Skip(1),
            start => start.Claims.TryGetValue(World.DiskName, out var claim) && World.PasswordIn(claim) is not null);
    }

    [Fact]
    public async Task Password_Delivered_IsWrittenDownAtOnce_ForTheInstanceMayEndBeforeTheNextLook()
    {
        var world = new World(new WorldOptions { VirtualMachine = WorldOptions.Bare });
        await Worlds.ReconcileAsync(world);
        world.SetRunStrategy("Always");
        KubeVirt.Settle(world.Machine);
        await world.ReconcileAsync();
        Assert.Equal("Copying", world.End.Reason);

        world.SetRunStrategy("Halted");
        KubeVirt.Settle(world.Machine);
        await world.ReconcileAsync(effects: 0);
        await Worlds.ReconcileAsync(world);
        world.SetRunStrategy("Always");
        KubeVirt.Settle(world.Machine);

        Assert.Equal(["0", null], world.Machine.Starts.Select(start => World.PasswordIn(start.Claims[World.DiskName])));
    }

    [Fact]
    public async Task Password_OfAMediumThatCameAfterTheStart_StaysPending_AlsoWhenTheOperatorIsKilledMeanwhile()
    {
        var world = new World(new WorldOptions { VirtualMachine = WorldOptions.Bare });
        await Worlds.ReconcileAsync(world);
        world.ResetPassword();
        await world.ReconcileAsync();
        await world.ReconcileAsync();
        world.FinishCopies();
        world.SetRunStrategy("Always");
        KubeVirt.Settle(world.Machine);
        InstanceController.ConnectAgent(world.Machine);

        await world.ReconcileUntilKilledAfterWriteAsync();
        KubeVirt.Settle(world.Machine);
        await Worlds.ReconcileAsync(world);

        Assert.Equal("1", World.PasswordIn(world.GuestClaim!));
        Assert.True(world.Drive.Status!.Password!.Pending);
    }
}
