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
    public void World_WhateverHappens_KeepsThePromises() => Check(async (options, deeds) =>
    {
        var world = new World(options);
        foreach (var (deed, number) in deeds)
        {
            await DoAsync(world, deed, number);
            Assert.Empty(world.Wrongs);
            AssertNoPasswordStartsTwice(world);
        }
    });

    [Fact]
    public void World_WithCrashes_NeverStartsTwiceWithAPassword() => Check(
        async (options, deeds) =>
        {
            var world = new World(options with { VirtualMachine = WorldOptions.Bare });
            foreach (var (deed, number) in deeds)
            {
                await DoAsync(world, deed, number);
                AssertNoPasswordStartsTwice(world);
                AssertDeliveryIsTrue(world);
            }
        },
        [Deed.WriteAndCrash, Deed.ReconcileAndCrash, Deed.ResetPassword, Deed.Start, Deed.Restart, Deed.ConnectAgent]);

    [Fact]
    public void World_WhereOthersWriteMeanwhile_KeepsTheirDisks() => Check(
        async (options, deeds) =>
        {
            var world = new World(options with { HasRaces = true });
            foreach (var (deed, number) in deeds)
            {
                await DoAsync(world, deed, number);
                Assert.Empty(world.Wrongs);
            }
        },
        [Deed.ReconcileInConflict, Deed.ReconcileInConflict, Deed.ReconcileInConflict, Deed.ChangeUserData, Deed.Restart]);

    [Fact]
    public void World_StandingStill_ReachesTheWantedRevision() => Check(async (options, deeds) =>
    {
        var world = new World(options);
        foreach (var (deed, number) in deeds)
        {
            await DoAsync(world, deed, number);
        }

        await StandStillAsync(world);
        AssertAtRest(world);

        // What waited for a start has arrived after one.
        if (world.IsRunning)
        {
            await DoAsync(world, Deed.Restart, 0);
            await StandStillAsync(world);
            AssertAtRest(world);
            Assert.False(world.Drive.Status!.Password!.Pending);
            Assert.Equal(options.Attachment.DetachAfterBoot && options.KubeVirt.ChangesMedia, world.GuestClaim is null);
        }

        Assert.Empty(world.Wrongs);
        AssertNoPasswordStartsTwice(world);
    });

    [Fact]
    public void Migration_ThatTheWebhookAdmits_IsNeverBrokenByAChangeOfTheMedium() => Check(
        async (options, deeds) =>
        {
            var world = await Worlds.RunningAsync(options.Attachment, options.KubeVirt, options.ExposesNode, hasMigrationWebhook: true);
            foreach (var (deed, number) in deeds)
            {
                await DoAsync(world, deed, number);
                Assert.Equal(0, world.Machine.BrokenMigrations);
            }
        },
        [Deed.Migrate, Deed.ChangeUserData]);

    private static async Task DoAsync(World world, Deed deed, int number)
    {
        switch (deed)
        {
            case Deed.Reconcile:
                await world.ReconcileAsync();
                break;
            case Deed.ReconcileAndCrash:
                await world.ReconcileAsync(effects: number % 4);
                break;
            case Deed.WriteAndCrash:
                await world.ReconcileUntilKilledAfterWriteAsync();
                break;
            case Deed.ReconcileInConflict:
                await world.ReconcileAsync(conflict: world.Options.HasRaces ? () => world.Bystander.Act(number) : world.EditVirtualMachine);
                break;
            case Deed.ReconcileBehind:
                await world.ReconcileAsync(watched: world.Options.HasRaces ? (CacheParts)(number & (int)CacheParts.All) : CacheParts.All);
                break;
            case Deed.FinishCopies:
                world.FinishCopies();
                break;
            case Deed.KubeVirtActs:
                await ActAsync(world, KubeVirt.Controllers[number % KubeVirt.Controllers.Count]);
                break;
            case Deed.KubeVirtSettles:
                await SettleAsync(world);
                break;
            case Deed.ChangeUserData:
                world.ChangeUserData();
                break;
            case Deed.ResetPassword:
                world.ResetPassword();
                break;
            case Deed.EditVirtualMachine:
                world.EditVirtualMachine();
                break;
            case Deed.Start:
                world.SetRunStrategy("Always");
                break;
            case Deed.Stop:
                world.SetRunStrategy("Halted");
                break;
            case Deed.Restart when world.IsRunning:
                await world.ReconcileAsync();
                VirtualMachineController.Delete(world.Machine);
                break;
            case Deed.PowerOff when world.IsRunning:
                await world.ReconcileAsync();
                InstanceController.PowerOff(world.Machine);
                break;
            case Deed.ConnectAgent when world.IsRunning:
                InstanceController.ConnectAgent(world.Machine);
                break;
            case Deed.HoldTray:
                world.Machine.IsTrayHeld = true;
                break;
            case Deed.ReleaseTray:
                world.Machine.IsTrayHeld = false;
                break;
            case Deed.Migrate:
                world.Migrate();
                break;
            case Deed.Drain:
                world.Drain();
                break;
            case Deed.Sweep:
                world.Sweep();
                break;
            case Deed.Advance:
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
        world.Bystander.Relent();
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

    private static void Check(Func<WorldOptions, IReadOnlyList<(Deed Deed, int Number)>, Task> holds, params Deed[] often)
    {
        var deed = from verb in Gen.Frequency((3, Gen.Elements([Deed.Reconcile, Deed.KubeVirtActs, Deed.FinishCopies, Deed.KubeVirtSettles, .. often])), (2, Gen.Elements(Enum.GetValues<Deed>())))
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
        var story = from world in options from deeds in deed.ListOf() select new Story(world, [.. deeds]);
        var arbitrary = Arb.From(story, told => told.Shorter());
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(80),
            Prop.ForAll(arbitrary, told => holds(told.Options, told.Deeds).GetAwaiter().GetResult()));
    }
}
