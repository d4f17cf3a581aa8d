using ConfigDrive.Kubernetes.Models;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.MigrationWebhook;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Tests.Attachment;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConfigDrive.Operator.Tests.MigrationWebhook;

/// <summary>Which migrations are asked to wait, in each state that a drive can be in.</summary>
public sealed class MigrationReviewTests
{
    [Fact]
    public async Task Migration_IsAskedToWait_FromThePatchToTheNewMedium()
    {
        var world = await Worlds.RunningAsync();
        Assert.True(IsAllowed(world));

        world.ChangeUserData();
        await world.ReconcileAsync();
        Assert.True(IsAllowed(world)); // The new image is being copied: nothing is changed yet.

        world.FinishCopies();
        await Worlds.ReconcileAsync(world);
        List<string> phases = [Phase(world)];
        Assert.False(IsAllowed(world));
        while (DeclarativeHotplug.Act(world.Machine) | VolumeController.Act(world.Machine))
        {
            phases.Add(Phase(world));
            Assert.Equal(world.GuestClaim == world.TemplateClaim, IsAllowed(world));
        }

        Assert.Equal(["Ready", "UnMountedFromPod", "", "Pending", "Bound", "AttachedToNode", "MountedToPod", "Ready"], phases.Distinct().Append("Ready"));
        Assert.True(IsAllowed(world));
    }

    [Fact]
    public async Task Refusal_NamesVirtualMachineAndDrive_AndIsRepeatedByTheClientItself()
    {
        var world = await Worlds.RunningAsync();
        world.ChangeUserData();
        await Worlds.ReconcileAsync(world);

        var answer = Review(world).Answer(MigrationRequests.Create("web-1"));

        Assert.False(answer.Allowed);
        Assert.Equal((429, "TooManyRequests", 1), (answer.Status!.Code, answer.Status.Reason, answer.Status.Details!.RetryAfterSeconds));
        Assert.Equal(
            """the config drive is being changed, retry: ConfigDrive "web-1" of VirtualMachine "web-1" in namespace "tenant"; its condition Attached says what it waits for""",
            answer.Status.Message);
    }

    [Fact]
    public async Task Migration_WhileTheGuestHoldsTheTray_IsAskedToWait()
    {
        var world = await Worlds.RunningAsync();
        world.Machine.IsTrayHeld = true;
        world.ChangeUserData();
        await Worlds.ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);

        Assert.False(IsAllowed(world));
    }

    [Fact]
    public async Task Migration_WhileTheGuestHoldsTheTrayOfADriveThatIsEjected_IsAskedToWait()
    {
        var world = await Worlds.RunningAsync(new AttachmentSpec { DetachAfterBoot = true });
        world.Machine.IsTrayHeld = true;
        KubeVirt.Settle(world.Machine);
        Assert.False(IsAllowed(world));

        world.Machine.IsTrayHeld = false;
        KubeVirt.Settle(world.Machine);
        Assert.True(IsAllowed(world));
    }

    [Fact]
    public async Task Migration_OfAStoppedVirtualMachine_IsAllowed()
    {
        var world = await Worlds.RunningAsync();
        world.SetRunStrategy("Halted");
        KubeVirt.Settle(world.Machine);
        world.ChangeUserData();
        await world.ReconcileAsync();

        Assert.True(IsAllowed(world));
    }

    [Fact]
    public async Task Migration_WhereKubeVirtChangesNoMedia_IsAllowed()
    {
        var world = await Worlds.RunningAsync(kubeVirt: new KubeVirtSettings { DeclarativeHotplugVolumes = false });
        world.ChangeUserData();
        await Worlds.ReconcileAsync(world);

        Assert.True(IsAllowed(world));
    }

    [Fact]
    public async Task Migration_WhileTheChangeWaitsForTheNextStart_IsAllowed()
    {
        var world = await Worlds.RunningAsync(new AttachmentSpec { Update = UpdatePolicy.NextStart });
        world.ChangeUserData();
        await Worlds.ReconcileAsync(world);

        Assert.True(IsAllowed(world));
    }

    [Fact]
    public async Task Migration_WhileKubeVirtCannotPlugTheMedium_IsAllowed_AndTheConditionSaysWhy()
    {
        var world = await Worlds.RunningAsync();
        world.ChangeUserData();
        await Worlds.ReconcileAsync(world);
        world.LoseClaims();
        KubeVirt.Settle(world.Machine);

        Assert.True(IsAllowed(world));
        var readiness = world.Readiness.Observe(world.Find(World.Key)!)!;
        Assert.Equal((false, Reasons.HotplugFailed), (readiness.Outcome is StepOutcome.Satisfied, readiness.Reason));
    }

    [Fact]
    public async Task Migration_WhileSomethingElseKeepsUndoingTheChange_IsAllowedOnceWeGaveUp()
    {
        var world = await Worlds.RunningAsync();
        var declared = world.Machine.VirtualMachine["spec"]!.DeepClone();
        world.ChangeUserData();
        for (var round = 0; round < 6; round++)
        {
            await Worlds.ReconcileAsync(world);
            world.Machine.VirtualMachine["spec"] = declared.DeepClone();
        }

        await Worlds.ReconcileAsync(world);

        Assert.Equal(Reasons.DriftDetected, world.End.Reason);
        Assert.True(IsAllowed(world));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Migration_WhileAChangeIsDueThatNobodyWrites_IsAllowed(bool isSuspended)
    {
        var world = await Worlds.RunningAsync();
        var former = world.Find(World.Key)!.Status.Primary!;
        world.ChangeUserData();
        await Worlds.ReconcileAsync(world);
        KubeVirt.Settle(world.Machine);
        Assert.True(IsAllowed(world));

        // The user takes it back, and the former claim is still there: to write the template is all that is left to do.
        world.Want(former, isSuspended);

        Assert.Equal(isSuspended, IsAllowed(world));
    }

    [Theory]
    [InlineData("UPDATE", "tenant", "virtualmachineinstancemigrations", "", """{"spec": {"vmiName": "web-1"}}""")]
    [InlineData("CREATE", "tenant", "virtualmachineinstancemigrations", "status", """{"spec": {"vmiName": "web-1"}}""")]
    [InlineData("CREATE", "tenant", "virtualmachines", "", """{"spec": {"vmiName": "web-1"}}""")]
    [InlineData("CREATE", "other", "virtualmachineinstancemigrations", "", """{"spec": {"vmiName": "web-1"}}""")]
    [InlineData("CREATE", "", "virtualmachineinstancemigrations", "", """{"spec": {"vmiName": "web-1"}}""")]
    [InlineData("CREATE", "tenant", "virtualmachineinstancemigrations", "", """{"spec": {"vmiName": "web-2"}}""")]
    [InlineData("CREATE", "tenant", "virtualmachineinstancemigrations", "", """{"spec": {"vmiName": ["web-1"]}}""")]
    [InlineData("CREATE", "tenant", "virtualmachineinstancemigrations", "", """{"spec": null}""")]
    [InlineData("CREATE", "tenant", "virtualmachineinstancemigrations", "", """{}""")]
    [InlineData("CREATE", "tenant", "virtualmachineinstancemigrations", "", "[1]")]
    [InlineData("CREATE", "tenant", "virtualmachineinstancemigrations", "", "null")]
    public async Task Request_ThatIsNotKnownToBeOfAChangingDrive_IsAllowed(string operation, string @namespace, string resource, string subResource, string json)
    {
        var world = await Worlds.RunningAsync();
        world.ChangeUserData();
        await Worlds.ReconcileAsync(world);
        Assert.False(IsAllowed(world));

        var request = MigrationRequests.Create(json, @namespace);
        request = request with { Operation = operation, SubResource = subResource, Resource = request.Resource! with { Resource = resource } };

        Assert.True(Review(world).Answer(request).Allowed);
    }

    [Fact]
    public async Task Request_WithoutObjectOrResource_IsAllowed()
    {
        var world = await Worlds.RunningAsync();
        world.ChangeUserData();
        await Worlds.ReconcileAsync(world);

        Assert.True(Review(world).Answer(MigrationRequests.Create("web-1") with { Object = null }).Allowed);
        Assert.True(Review(world).Answer(MigrationRequests.Create("web-1") with { Resource = null }).Allowed);
        Assert.True(Review(world).Answer(new AdmissionRequest()).Allowed);
    }

    private static bool IsAllowed(World world) => Review(world).Answer(MigrationRequests.Create("web-1")).Allowed;

    private static MigrationReview Review(World world) => new(world.Find, world.Readiness.Observe, NullLogger.Instance);

    private static string Phase(World world) => (string?)world.Machine.VolumeStatus(World.DiskName)?["phase"] ?? "";
}
