using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Storage.Primary;

namespace ConfigDrive.Operator.Tests.Storage.Primary;

public sealed class CopyPodTests
{
    private static readonly CopyWorld World = new();
    private static readonly V1PersistentVolumeClaim Claim = World.Wanted.ManifestFor(World.Drive) with { Metadata = new() { Name = "drive", Uid = "claim" } };

    [Fact]
    public void Pod_KeepsTheRestrictedStandard()
    {
        var pod = SamplePods.Make(World.Drive, World.Wanted, Claim);
        var container = pod.Spec.Containers.Single();

        Assert.True(pod.Spec.SecurityContext!.RunAsNonRoot);
        Assert.Equal((107L, 107L, 107L), (pod.Spec.SecurityContext.RunAsUser, pod.Spec.SecurityContext.RunAsGroup, pod.Spec.SecurityContext.FsGroup));
        Assert.Equal("RuntimeDefault", pod.Spec.SecurityContext.SeccompProfile!.Type);
        Assert.Equal(["ALL"], container.SecurityContext!.Capabilities!.Drop!);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.False(pod.Spec.AutomountServiceAccountToken);
        Assert.Null(pod.Spec.NodeName);
    }

    [Fact]
    public void Pod_ForABlockVolume_SeesItAsADevice()
    {
        var container = SamplePods.Make(World.Drive, World.Wanted with { VolumeMode = VolumeMode.Block }, Claim).Spec.Containers.Single();

        var device = container.VolumeDevices!.Single();
        Assert.Equal(device.DevicePath, container.Args![container.Args.ToList().IndexOf("--target") + 1]);
        Assert.DoesNotContain(container.VolumeMounts!, mount => mount.Name == device.Name);
    }

    [Fact]
    public void Pod_ForAnotherClaimOfThatName_DoesNotServe()
    {
        var pod = SamplePods.Make(World.Drive, World.Wanted, Claim);

        Assert.True(CopyPod.Serves(pod, World.Wanted, Claim));
        Assert.False(CopyPod.Serves(pod, World.Wanted, Claim with { Metadata = Claim.Metadata with { Uid = "another" } }));
        Assert.False(CopyPod.Serves(pod, World.Wanted with { Revision = "cccccccccc" }, Claim));
    }

    [Fact]
    public void Attempts_AreCountedAndTheirWaitsGrow()
    {
        Assert.Equal(3, CopyPod.AttemptOf(SamplePods.Make(World.Drive, World.Wanted, Claim, attempt: 3)));
        Assert.Equal([2, 4, 8, 300, 300], new[] { 1, 2, 3, 9, 1000 }.Select(attempt => CopyBackoff.After(attempt).TotalSeconds));
    }
}
