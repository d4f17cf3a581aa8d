using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Claims;

namespace ConfigDrive.Operator.Tests.Claims;

public sealed class CopyPodTests
{
    private static readonly CopyWorld World = new();
    private static readonly V1PersistentVolumeClaim Claim = World.Wanted.ManifestFor(World.Drive) with { Metadata = new() { Name = "drive", Uid = "claim" } };

    [Theory]
    [InlineData(VolumeMode.Filesystem)]
    [InlineData(VolumeMode.Block)]
    public void Pod_KeepsTheRestrictedStandard_AndDoesMore(object mode)
    {
        var pod = SamplePods.Make(World.Drive, World.Wanted with { VolumeMode = (VolumeMode)mode }, Claim);

        Assert.Empty(RestrictedStandard.Violations(Json(pod)));
        var security = pod.Spec.SecurityContext!;
        Assert.Equal((107L, 107L, 107L), (security.RunAsUser, security.RunAsGroup, security.FsGroup));
        Assert.True(pod.Spec.Containers.Single().SecurityContext!.ReadOnlyRootFilesystem);
        Assert.False(pod.Spec.AutomountServiceAccountToken);
        Assert.Null(pod.Spec.NodeName);
    }

    /// <summary>The judge is one: it sees what is taken away or added.</summary>
    [Fact]
    public void Judge_OfAPodThatBreaksTheStandard_NamesEachBreach()
    {
        var pod = Json(SamplePods.Make(World.Drive, World.Wanted, Claim));
        pod["spec"]!["hostNetwork"] = true;
        ((JsonArray)pod["spec"]!["volumes"]!).Add(new JsonObject { ["name"] = "host", ["hostPath"] = new JsonObject { ["path"] = "/" } });
        pod["spec"]!["securityContext"] = new JsonObject { ["runAsUser"] = 0L, ["seLinuxOptions"] = new JsonObject() };
        var container = pod["spec"]!["containers"]![0]!;
        var capabilities = new JsonObject { ["add"] = new JsonArray("SYS_ADMIN") };
        container["securityContext"] = new JsonObject { ["privileged"] = true, ["capabilities"] = capabilities };

        Assert.Equal(
            [
                "hostNetwork", "hostPath", "pod: runAsUser", "pod: seLinuxOptions",
                "copy: runAsNonRoot", "copy: seccompProfile", "copy: allowPrivilegeEscalation",
                "copy: capabilities.drop", "copy: capabilities.add", "copy: privileged",
            ],
            RestrictedStandard.Violations(pod));
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

        Assert.True(CopyPod.BelongsTo(pod, World.Wanted, Claim));
        Assert.False(CopyPod.BelongsTo(pod, World.Wanted, Claim with { Metadata = Claim.Metadata with { Uid = "another" } }));
        Assert.False(CopyPod.BelongsTo(pod, World.Wanted with { Revision = "cccccccccc" }, Claim));
    }

    [Fact]
    public void Attempts_AreCountedAndTheirWaitsGrow()
    {
        Assert.Equal(3, CopyPod.AttemptOf(SamplePods.Make(World.Drive, World.Wanted, Claim, attempt: 3)));
        Assert.Equal([2, 4, 8, 300, 300], new[] { 1, 2, 3, 9, 1000 }.Select(attempt => CopyBackoff.After(attempt).TotalSeconds));
    }

    private static JsonNode Json(V1Pod pod) => JsonSerializer.SerializeToNode(pod, CoreJsonContext.Default.V1Pod)!;
}
