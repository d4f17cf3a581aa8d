using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Models;
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

    [Theory]
    [InlineData(0, 0, 2)] // failed just now
    [InlineData(-1, 1, 1)]
    [InlineData(3600, 0, 2)] // the node's clock is an hour ahead
    [InlineData(3600, 2, 0)]
    public void Wait_AfterAFailure_IsNeverLongerThanItsBackoff(int failedAt, int knownFor, int left)
    {
        var now = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(left, CopyBackoff.LeftOf(attempt: 1, now.AddSeconds(failedAt), TimeSpan.FromSeconds(knownFor), now).TotalSeconds);
    }

    [Fact]
    public void Failure_ByAClockThatIsBehind_IsNotBeforeThePodWasMade()
    {
        var made = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
        var pod = Ended(exitCode: 1, finishedAt: made.AddHours(-1)) with { Metadata = new V1ObjectMeta { CreationTimestamp = made } };

        Assert.Equal(made, PodFailure.Read(pod).At);
    }

    /// <summary>A webhook has added a sidecar, which goes on.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Copy_BesideASidecar_HasEndedWithItsOwnContainer(int exitCode, bool hasSucceeded)
    {
        var pod = Ended(exitCode, finishedAt: default);

        Assert.Equal("Running", pod.Status!.Phase);
        Assert.Equal(hasSucceeded, CopyPod.HasSucceeded(pod));
    }

    private static V1Pod Ended(int exitCode, DateTimeOffset finishedAt) => new()
    {
        Status = new PodStatus
        {
            Phase = "Running",
            ContainerStatuses =
            [
                new ContainerStatus { Name = "istio-proxy", State = new ContainerState() },
                new ContainerStatus { Name = "copy", State = new ContainerState { Terminated = new ContainerStateTerminated { ExitCode = exitCode, FinishedAt = finishedAt } } },
            ],
        },
    };

    private static JsonNode Json(V1Pod pod) => JsonSerializer.SerializeToNode(pod, CoreJsonContext.Default.V1Pod)!;
}

/// <summary>
/// The restricted Pod Security Standard (kubernetes.io/docs/concepts/security/pod-security-standards, Kubernetes 1.34), field by field:
/// what the admission of a namespace that enforces it refuses.
/// </summary>
internal static class RestrictedStandard
{
    private static readonly string[] FormerAnnotations = ["container.apparmor.", "container.seccomp."];
    private static readonly string[] UnusedInContexts = ["seLinuxOptions", "windowsOptions", "appArmorProfile", "sysctls"];
    private static readonly string[] UnusedInContainers = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle"];
    private static readonly string[] VolumeTypes =
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

    /// <summary>What a pod breaks, as paths; empty when it may run.</summary>
    public static IReadOnlyList<string> Violations(JsonNode pod)
    {
        var spec = pod["spec"]!;
        var security = spec["securityContext"];
        var annotations = (pod["metadata"]?["annotations"] as JsonObject ?? []).Select(entry => entry.Key);
        var containers = new[] { "containers", "initContainers", "ephemeralContainers" }.SelectMany(list => List(spec[list])).ToList();
        return
        [
            .. new[] { "hostNetwork", "hostPID", "hostIPC" }.Where(field => IsTrue(spec[field])),
            .. List(spec["volumes"]).SelectMany(TypesOf).Where(type => !VolumeTypes.Contains(type)),
            .. annotations.Where(key => FormerAnnotations.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal))),
            .. OfContext("pod", security),
            .. containers.SelectMany(container => OfContainer(container, security)),
        ];
    }

    private static IEnumerable<string> OfContainer(JsonNode container, JsonNode? pod)
    {
        var own = container["securityContext"];
        var capabilities = own?["capabilities"];
        var seccomp = (string?)(own?["seccompProfile"] ?? pod?["seccompProfile"])?["type"];
        var name = (string)container["name"]!;
        return
        [
            .. OfContext(name, own),
            .. If((own?["runAsNonRoot"] ?? pod?["runAsNonRoot"])?.GetValue<bool>() is not true, $"{name}: runAsNonRoot"),
            .. If(seccomp is not ("RuntimeDefault" or "Localhost"), $"{name}: seccompProfile"),
            .. If(own?["allowPrivilegeEscalation"]?.GetValue<bool>() is not false, $"{name}: allowPrivilegeEscalation"),
            .. If(!List(capabilities?["drop"]).Any(capability => (string?)capability == "ALL"), $"{name}: capabilities.drop"),
            .. If(List(capabilities?["add"]).Any(capability => (string?)capability != "NET_BIND_SERVICE"), $"{name}: capabilities.add"),
            .. If(IsTrue(own?["privileged"]), $"{name}: privileged"),
            .. If(own?["procMount"] is { } mount && (string?)mount != "Default", $"{name}: procMount"),
            .. If(List(container["ports"]).Any(port => port["hostPort"] is { } host && (int)host != 0), $"{name}: hostPort"),
            .. UnusedInContainers.Where(field => container[field] is not null).Select(field => $"{name}: {field}"),
        ];
    }

    // What ours do not set is reported in any case: so it need not be known which values are allowed.
    private static IEnumerable<string> OfContext(string of, JsonNode? context) =>
    [
        .. If(context?["runAsUser"] is { } user && (long)user == 0, $"{of}: runAsUser"),
        .. UnusedInContexts.Where(field => context?[field] is not null).Select(field => $"{of}: {field}"),
    ];

    private static IEnumerable<string> TypesOf(JsonNode volume) => ((JsonObject)volume).Select(entry => entry.Key).Where(key => key != "name");

    private static string[] If(bool isBroken, string what) => isBroken ? [what] : [];

    private static IEnumerable<JsonNode> List(JsonNode? list) => list is JsonArray items ? items.OfType<JsonNode>() : [];

    private static bool IsTrue(JsonNode? value) => value?.GetValue<bool>() is true;
}
