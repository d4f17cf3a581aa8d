using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Pipeline;
using FsCheck;
using FsCheck.Fluent;

namespace ConfigDrive.Operator.Tests.Attachment;

/// <summary>
/// What holds whatever happens, in whatever order: the operator's steps against KubeVirt's double, with users, crashes, and conflicts in between.
/// One thing is assumed, and is what the operator needs to keep a one-start password off a second start: it finishes one run while the guest runs,
/// and one between the end of an instance and the start of the next.
/// </summary>
public sealed class AttachmentProperties
{
    [Fact]
    public void World_WhateverHappens_KeepsThePromises() => Check(async (options, actions) =>
    {
        var world = new World(options);
        foreach (var (action, number) in actions)
        {
            await DoAsync(world, action, number);
            Assert.Empty(world.Violations);
            AssertNoPasswordStartsTwice(world);
        }
    });

    [Fact]
    public void World_WithCrashes_NeverStartsTwiceWithAPassword() => Check(
        async (options, actions) =>
        {
            var world = new World(options with { VirtualMachine = WorldOptions.Bare });
            foreach (var (action, number) in actions)
            {
                await DoAsync(world, action, number);
                AssertNoPasswordStartsTwice(world);
                AssertDeliveryIsTrue(world);
            }
        },
        [
            WorldAction.WriteAndCrash, WorldAction.ReconcileAndCrash, WorldAction.ResetPassword,
            WorldAction.Start, WorldAction.Restart, WorldAction.ConnectAgent,
        ]);

    [Fact]
    public void World_WhereOthersWriteMeanwhile_KeepsTheirDisks() => Check(
        async (options, actions) =>
        {
            var world = new World(options with { HasRaces = true });
            foreach (var (action, number) in actions)
            {
                await DoAsync(world, action, number);
                Assert.Empty(world.Violations);
            }
        },
        [
            WorldAction.ReconcileInConflict, WorldAction.ReconcileInConflict, WorldAction.ReconcileInConflict,
            WorldAction.ChangeUserData, WorldAction.Restart,
        ]);

    [Fact]
    public void World_StandingStill_ReachesTheWantedRevision() => Check(async (options, actions) =>
    {
        var world = new World(options);
        foreach (var (action, number) in actions)
        {
            await DoAsync(world, action, number);
        }

        await StandStillAsync(world);
        AssertAtRest(world);

        // What waited for a start has arrived after one.
        if (world.IsRunning)
        {
            await DoAsync(world, WorldAction.Restart, 0);
            await StandStillAsync(world);
            AssertAtRest(world);
            Assert.False(world.Drive.Status!.Password!.Pending);
            Assert.Equal(options.Attachment.DetachAfterBoot is true && options.KubeVirt.ChangesMedia, world.GuestClaim is null);
        }

        Assert.Empty(world.Violations);
        AssertNoPasswordStartsTwice(world);
    });

    [Fact]
    public void Migration_ThatTheWebhookAdmits_IsNeverBrokenByAChangeOfTheMedium() => Check(
        async (options, actions) =>
        {
            var world = await Worlds.RunningAsync(options.Attachment, options.KubeVirt, options.ExposesNode, hasMigrationWebhook: true);
            foreach (var (action, number) in actions)
            {
                await DoAsync(world, action, number);
                Assert.Equal(0, world.Machine.BrokenMigrations);
            }
        },
        [WorldAction.Migrate, WorldAction.ChangeUserData]);

    private static async Task DoAsync(World world, WorldAction action, int number)
    {
        switch (action)
        {
            case WorldAction.Reconcile:
                await world.ReconcileAsync();
                break;
            case WorldAction.ReconcileAndCrash:
                await world.ReconcileAsync(effects: number % 4);
                break;
            case WorldAction.WriteAndCrash:
                await world.ReconcileUntilKilledAfterWriteAsync();
                break;
            case WorldAction.ReconcileInConflict:
                await world.ReconcileAsync(conflict: world.Options.HasRaces ? () => world.OtherWriter.Act(number) : world.EditVirtualMachine);
                break;
            case WorldAction.ReconcileBehind:
                await world.ReconcileAsync(watched: world.Options.HasRaces ? (CacheParts)(number & (int)CacheParts.All) : CacheParts.All);
                break;
            case WorldAction.FinishCopies:
                world.FinishCopies();
                break;
            case WorldAction.KubeVirtActs:
                await ActAsync(world, KubeVirt.Controllers[number % KubeVirt.Controllers.Count]);
                break;
            case WorldAction.KubeVirtSettles:
                await SettleAsync(world);
                break;
            case WorldAction.ChangeUserData:
                world.ChangeUserData();
                break;
            case WorldAction.ResetPassword:
                world.ResetPassword();
                break;
            case WorldAction.EditVirtualMachine:
                world.EditVirtualMachine();
                break;
            case WorldAction.Start:
                world.SetRunStrategy("Always");
                break;
            case WorldAction.Stop:
                world.SetRunStrategy("Halted");
                break;
            case WorldAction.Restart when world.IsRunning:
                await world.ReconcileAsync();
                VirtualMachineController.Delete(world.Machine);
                break;
            case WorldAction.PowerOff when world.IsRunning:
                await world.ReconcileAsync();
                InstanceController.PowerOff(world.Machine);
                break;
            case WorldAction.ConnectAgent when world.IsRunning:
                InstanceController.ConnectAgent(world.Machine);
                break;
            case WorldAction.HoldTray:
                world.Machine.IsTrayHeld = true;
                break;
            case WorldAction.ReleaseTray:
                world.Machine.IsTrayHeld = false;
                break;
            case WorldAction.Migrate:
                world.Migrate();
                break;
            case WorldAction.Drain:
                world.Drain();
                break;
            case WorldAction.Sweep:
                world.Sweep();
                break;
            case WorldAction.Advance:
                world.Advance(TimeSpan.FromMinutes(number));
                break;
            default:
                break;
        }
    }

    // The assumption: the operator finishes a run before an instance ends, and before one is made.
    private static async Task<bool> ActAsync(World world, Func<Machine, bool> act)
    {
        if (act == KubeVirt.Controllers[0] && (world.Machine.Instance is null || world.IsRunning))
        {
            await world.ReconcileAsync();
        }

        return act(world.Machine);
    }

    private static async Task SettleAsync(World world)
    {
        for (var isMoving = true; isMoving;)
        {
            isMoving = false;
            foreach (var act in KubeVirt.Controllers)
            {
                isMoving |= await ActAsync(world, act);
            }
        }
    }

    private static async Task StandStillAsync(World world)
    {
        world.Machine.IsTrayHeld = false;
        world.OtherWriter.Relent();
        for (var round = 0; round < 12; round++)
        {
            await SettleAsync(world);
            if (world.Machine.Instance?["status"]?["evacuationNodeName"] is not null)
            {
                world.Migrate();
            }

            world.Advance(TimeSpan.FromMinutes(11));
            world.FinishCopies();
            await world.ReconcileAsync();
            world.Sweep();
        }

        await SettleAsync(world);
        await world.ReconcileAsync();
    }

    private static void AssertAtRest(World world)
    {
        var status = world.Drive.Status!;
        Assert.True(world.End.Outcome is StepOutcome.Satisfied or StepOutcome.Informational, $"It still says {world.End.Reason}: {world.End.Message}");
        Assert.Null(world.Machine.VirtualMachine.Condition("Failure"));
        if (!world.IsRunning)
        {
            Assert.Equal(World.ClaimOf(status.Revision!), world.TemplateClaim);
            Assert.Null(status.Attached);
            return;
        }

        Assert.True(world.IsMigrationReady);
        Assert.Equal(world.GuestClaim, status.Attached is null ? null : World.ClaimOf(status.Attached.Revision));
        if (world.End.Outcome is StepOutcome.Satisfied)
        {
            var revision = status.Attached!.Revision;
            Assert.True(revision == status.Revision || revision == status.Password!.RevisionWithPassword, $"The guest has {revision}, wanted is {status.Revision}.");
        }
    }

    private static void AssertNoPasswordStartsTwice(World world) => Assert.All(
        world.Machine.Starts
            .Select(start => start.Claims.TryGetValue(World.DiskName, out var claim) ? World.PasswordIn(claim) : null)
            .OfType<string>()
            .GroupBy(password => password),
        starts => Assert.Single(starts));

    // Caches that lag may show an instance only once its medium was changed.
    private static void AssertDeliveryIsTrue(World world)
    {
        if (!world.Options.HasRaces && world.Drive.Status?.Password is { Pending: false, DeliveredTo: { } instance, Digest: { } password })
        {
            var start = world.Machine.Starts.Single(start => start.InstanceUid == instance);
            Assert.Equal(password, World.PasswordIn(start.Claims[World.DiskName]));
        }
    }

    private static void Check(Func<WorldOptions, IReadOnlyList<(WorldAction Action, int Number)>, Task> holds, params WorldAction[] often)
    {
        WorldAction[] usual =
        [
            WorldAction.Reconcile, WorldAction.KubeVirtActs, WorldAction.FinishCopies, WorldAction.KubeVirtSettles, .. often,
        ];
        var action = from verb in Gen.Frequency((3, Gen.Elements(usual)), (2, Gen.Elements(Enum.GetValues<WorldAction>())))
                     from number in Gen.Choose(0, 12)
                     select (verb, number);
        var options = from changesMedia in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
                      from update in Gen.Frequency((4, Gen.Constant(UpdatePolicy.Live)), (1, Gen.Constant(UpdatePolicy.NextStart)))
                      from detach in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
                      from node in Gen.Elements(true, false)
                      from machine in Gen.Frequency((4, Gen.Constant(new WorldOptions())), (1, Gen.Constant(new WorldOptions { VirtualMachine = WorldOptions.Bare })))
                      from races in Gen.Elements(true, false)
                      select machine with
                      {
                          HasRaces = races,
                          ExposesNode = node,
                          KubeVirt = new KubeVirtSettings { DeclarativeHotplugVolumes = changesMedia },
                          Attachment = new AttachmentSpec { Update = update, DetachAfterBoot = detach },
                      };
        var trace = from world in options from actions in action.ListOf() select new Trace(world, [.. actions]);
        var arbitrary = Arb.From(trace, told => told.Shorter());
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(80),
            Prop.ForAll(arbitrary, told => holds(told.Options, told.Actions).GetAwaiter().GetResult()));
    }
}
