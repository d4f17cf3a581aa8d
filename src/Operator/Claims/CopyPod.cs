using System.Security.Cryptography;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Copying;

namespace ConfigDrive.Operator.Claims;

/// <summary>
/// The pod that fills a claim: the operator's own image under the restricted pod security standard
/// (kubernetes.io/docs/concepts/security/pod-security-standards), as the user and group that qemu runs as in KubeVirt.
/// </summary>
internal static class CopyPod
{
    private const string VolumeName = "drive";
    private const string TokenVolume = "token";
    private const string Target = "/target";
    private const string Device = "/dev/target";
    private const long Qemu = 107; // KubeVirt opens the disk read-write as this user and group, also for a CD-ROM
    private const string ContainerName = "copy";
    private const int TemplateDigits = 10;
    private const double DeadlineShare = 0.9; // the program gives up, with a message, before the kubelet ends it

    /// <summary>The pod that writes <paramref name="wanted"/> to <paramref name="claim"/>, the one of that number for its revision.</summary>
    public static V1Pod Make(
        V1Alpha1ConfigDrive drive,
        DesiredClaim wanted,
        V1PersistentVolumeClaim claim,
        CopyPodSettings settings,
        CopySource endpoint,
        Placement placement,
        int attempt)
    {
        var path = new CopyPath(NamespacedName.From(drive), wanted.Revision);
        var spec = new PodSpec
        {
            RestartPolicy = "Never", // The operator replaces a failed pod, which keeps its termination message and log until then.
            ActiveDeadlineSeconds = (long)Math.Ceiling(settings.Deadline.TotalSeconds),
            TerminationGracePeriodSeconds = 5,
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            SecurityContext = new PodSecurityContext
            {
                RunAsNonRoot = true,
                RunAsUser = Qemu,
                RunAsGroup = Qemu,
                FsGroup = Qemu,
                FsGroupChangePolicy = "OnRootMismatch",
                SeccompProfile = new SeccompProfile { Type = "RuntimeDefault" },
            },
            ImagePullSecrets = settings.ImagePullSecrets is { Count: > 0 } names ? [.. names.Select(name => new LocalObjectReference { Name = name })] : null,
            NodeSelector = placement.NodeSelector,
            Affinity = placement.Affinity,
            Tolerations = placement.Tolerations,
            Containers = [MakeContainer(wanted, settings, endpoint, path)],
            Volumes =
            [
                new PodVolume { Name = VolumeName, PersistentVolumeClaim = new PersistentVolumeClaimVolumeSource { ClaimName = wanted.Name } },
                new PodVolume { Name = TokenVolume, Projected = new ProjectedVolumeSource { Sources = [new VolumeProjection { ServiceAccountToken = Token }] } },
            ],
        };
        var annotations = new Dictionary<string, string>
        {
            [Annotations.Revision] = wanted.Revision,
            [Annotations.ClaimUid] = claim.Metadata.Uid ?? "",
            [Annotations.Attempt] = attempt.ToString(CultureInfo.InvariantCulture),
            [Annotations.Template] = TemplateOf(spec),
        };
        return new V1Pod { Metadata = Ownership.MetadataFor(drive, NameOf(drive, wanted.Revision), annotations, isCopyPod: true), Spec = spec };
    }

    /// <summary>Name of the pod for a revision. There can be only one, so that two never write the same claim.</summary>
    public static string NameOf(V1Alpha1ConfigDrive drive, string revision) => CopyNames.ForRevision(drive.Spec.VirtualMachineRef.Name, revision);

    public static string? ClaimOf(V1Pod pod) => pod.Spec.Volumes.FirstOrDefault(volume => volume.Name == VolumeName)?.PersistentVolumeClaim?.ClaimName;

    /// <summary>Whether a pod writes the wanted revision to the wanted claim: to this very object, when it exists.</summary>
    public static bool BelongsTo(V1Pod pod, DesiredClaim wanted, V1PersistentVolumeClaim? claim) =>
        ClaimOf(pod) == wanted.Name
        && pod.Metadata.Annotations?.GetValueOrDefault(Annotations.Revision) == wanted.Revision
        && (claim is null || pod.Metadata.Annotations?.GetValueOrDefault(Annotations.ClaimUid) == claim.Metadata.Uid);

    /// <summary>State of the container that copies; <c>null</c> before there is one. A pod may have other containers: webhooks add sidecars.</summary>
    public static ContainerState? ContainerOf(V1Pod pod) => pod.Status?.ContainerStatuses.FirstOrDefault(container => container.Name == ContainerName)?.State;

    /// <summary>Whether the copy has ended well; <c>null</c> while it has not ended. A sidecar may keep the pod running after it.</summary>
    public static bool? HasSucceeded(V1Pod pod) => ContainerOf(pod)?.Terminated is { } end ? end.ExitCode == 0
        : pod.Status?.Phase switch
        {
            PodPhases.Succeeded => true,
            PodPhases.Failed => false,
            _ => null,
        };

    /// <summary>What the pod reported when it succeeded: the digest of what it read back.</summary>
    public static string? DigestOf(V1Pod pod) => ContainerOf(pod)?.Terminated is { ExitCode: 0 } end ? end.Message?.Trim() : null;

    /// <summary>How many pods there were for the revision up to this one.</summary>
    public static int AttemptOf(V1Pod pod) =>
        int.TryParse(pod.Metadata.Annotations?.GetValueOrDefault(Annotations.Attempt), CultureInfo.InvariantCulture, out var attempt) ? Math.Max(1, attempt) : 1;

    /// <summary>Whether the containers of a pod have ended for good; then a deletion takes effect immediately.</summary>
    public static bool IsFinished(V1Pod pod) => pod.Status?.Phase is PodPhases.Succeeded or PodPhases.Failed;

    public static bool HasSameTemplate(V1Pod left, V1Pod right) =>
        left.Metadata.Annotations?.GetValueOrDefault(Annotations.Template) == right.Metadata.Annotations?.GetValueOrDefault(Annotations.Template);

    private static ServiceAccountTokenProjection Token { get; } = new()
    {
        Audience = CopyProtocol.Audience,
        ExpirationSeconds = 600,
        Path = Path.GetFileName(CopyProtocol.TokenFile),
    };

    private static Container MakeContainer(DesiredClaim wanted, CopyPodSettings settings, CopySource endpoint, CopyPath path)
    {
        var isBlock = wanted.VolumeMode is VolumeMode.Block;
        return new Container
        {
            Name = ContainerName,
            Image = settings.Image,
            ImagePullPolicy = settings.ImagePullPolicy,
            Args =
            [
                "copy",
                "--source", new Uri(endpoint.Url, path.ToString()).AbsoluteUri,
                "--target", isBlock ? Device : Target,
                "--token-file", CopyProtocol.TokenFile,
                "--deadline", $"{Math.Max(1, (long)(settings.Deadline.TotalSeconds * DeadlineShare))}s",
            ],
            Env = [new EnvVar { Name = CopyProtocol.AuthorityVariable, Value = endpoint.AuthoritiesPem }],
            Resources = new ResourceRequirements
            {
                Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("10m"), ["memory"] = new("32Mi") },
                Limits = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("1"), ["memory"] = new("128Mi") },
            },
            SecurityContext = new SecurityContext { AllowPrivilegeEscalation = false, ReadOnlyRootFilesystem = true, Capabilities = new Capabilities { Drop = ["ALL"] } },
            VolumeMounts =
            [
                .. isBlock ? (VolumeMount[])[] : [new VolumeMount { Name = VolumeName, MountPath = Target }],
                new VolumeMount { Name = TokenVolume, MountPath = Path.GetDirectoryName(CopyProtocol.TokenFile)!, ReadOnly = true },
            ],
            VolumeDevices = isBlock ? [new VolumeDevice { Name = VolumeName, DevicePath = Device }] : null,
        };
    }

    // Nothing in it is secret: it only shows whether a pod that is made now would differ.
    private static string TemplateOf(PodSpec spec) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(spec, CoreJsonContext.Default.PodSpec)))[..TemplateDigits];
}

/// <summary>Makes copy pods for the present state of the cluster.</summary>
internal sealed class CopyPodMaker(CopyPodSettings settings, Func<CopySource> source, PlacementFinder places)
{
    public async Task<V1Pod> MakeAsync(ReconcileContext context, DesiredClaim wanted, V1PersistentVolumeClaim claim, int attempt, CancellationToken cancellationToken) =>
        CopyPod.Make(context.Drive, wanted, claim, settings, source(), await places.FindAsync(context, cancellationToken), attempt);
}

/// <summary>What copy pods are made of.</summary>
internal sealed record CopyPodSettings
{
    /// <summary>The operator's own image.</summary>
    public required string Image { get; init; }

    /// <summary>When to pull it: <c>Always</c>, <c>IfNotPresent</c> or <c>Never</c>.</summary>
    public string ImagePullPolicy { get; init; } = "IfNotPresent";

    /// <summary>Secrets with which to pull it; they must exist in the namespaces of the ConfigDrives.</summary>
    public IReadOnlyList<string> ImagePullSecrets { get; init; } = [];

    /// <summary>How long one pod may take before it is ended and another is made.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>Where copy pods pull images from.</summary>
/// <param name="Url">URL of the copy endpoint.</param>
/// <param name="AuthoritiesPem">The authorities, in PEM, by which the endpoint is trusted.</param>
internal sealed record CopySource(Uri Url, string AuthoritiesPem);
