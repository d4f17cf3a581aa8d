using System.Text.Json.Serialization;

namespace ConfigDrive.Operator.Api.Core;

// Kubernetes' own types, as far as copy pods and claims need them, under Kubernetes' own names; its API reference says what they mean.

internal static class CoreResources
{
    public static ResourceDefinition<V1Pod> Pods { get; } =
        new("", "v1", "Pod", "pods", Namespaced: true, CoreJsonContext.Default.V1Pod) { Transform = Kept.Known };

    public static ResourceDefinition<V1PersistentVolumeClaim> PersistentVolumeClaims { get; } =
        new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", Namespaced: true, CoreJsonContext.Default.V1PersistentVolumeClaim) { Transform = Kept.Known };

    public static ResourceDefinition<V1PersistentVolume> PersistentVolumes { get; } =
        new("", "v1", "PersistentVolume", "persistentvolumes", Namespaced: false, CoreJsonContext.Default.V1PersistentVolume) { Transform = Kept.Known };

    public static ResourceDefinition<V1StorageClass> StorageClasses { get; } =
        new("storage.k8s.io", "v1", "StorageClass", "storageclasses", Namespaced: false, CoreJsonContext.Default.V1StorageClass) { Transform = Kept.Known };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(V1PersistentVolume))]
[JsonSerializable(typeof(V1PersistentVolumeClaim))]
[JsonSerializable(typeof(PodSpec))]
[JsonSerializable(typeof(V1Pod))]
[JsonSerializable(typeof(V1StorageClass))]
internal sealed partial class CoreJsonContext : JsonSerializerContext;

// Storage

internal sealed record V1PersistentVolume() : KubernetesObject("v1", "PersistentVolume")
{
    public PersistentVolumeSpec Spec { get => field ?? new(); init; }
}

/// <summary>Without affinity when all nodes can reach the volume.</summary>
internal sealed record PersistentVolumeSpec { public VolumeNodeAffinity? NodeAffinity { get; init; } }

internal sealed record VolumeNodeAffinity { public NodeSelector? Required { get; init; } }

internal sealed record V1PersistentVolumeClaim() : KubernetesObject("v1", "PersistentVolumeClaim")
{
    public PersistentVolumeClaimSpec Spec { get => field ?? new(); init; }
    public PersistentVolumeClaimStatus? Status { get; init; }
}

internal sealed record PersistentVolumeClaimSpec
{
    /// <summary>Absent for the default class.</summary>
    public string? StorageClassName { get; init; }

    public IReadOnlyList<string> AccessModes { get => field ?? []; init; }

    /// <summary><c>Filesystem</c> or <c>Block</c>.</summary>
    public string? VolumeMode { get; init; }

    public ResourceRequirements? Resources { get; init; }

    /// <summary>The volume that the claim is bound to.</summary>
    public string? VolumeName { get; init; }
}

/// <summary>With a phase: <c>Pending</c>, <c>Bound</c> or <c>Lost</c>.</summary>
internal sealed record PersistentVolumeClaimStatus { public string? Phase { get; init; } }

internal sealed record V1StorageClass() : KubernetesObject("storage.k8s.io/v1", "StorageClass")
{
    /// <summary><c>Immediate</c> or <c>WaitForFirstConsumer</c>.</summary>
    public string? VolumeBindingMode { get; init; }
}

// Pods

internal sealed record V1Pod() : KubernetesObject("v1", "Pod")
{
    public PodSpec Spec { get => field ?? new(); init; }
    public PodStatus? Status { get; init; }
}

internal sealed record PodSpec
{
    public string? RestartPolicy { get; init; }
    public long? ActiveDeadlineSeconds { get; init; }
    public long? TerminationGracePeriodSeconds { get; init; }
    public bool? AutomountServiceAccountToken { get; init; }

    /// <summary>Whether the containers get the environment variables of all services.</summary>
    public bool? EnableServiceLinks { get; init; }

    /// <summary>Absent until the pod is scheduled.</summary>
    public string? NodeName { get; init; }

    public PodSecurityContext? SecurityContext { get; init; }
    public IReadOnlyList<LocalObjectReference>? ImagePullSecrets { get; init; }
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }
    public Affinity? Affinity { get; init; }
    public IReadOnlyList<Toleration>? Tolerations { get; init; }
    public IReadOnlyList<Container> Containers { get => field ?? []; init; }
    public IReadOnlyList<PodVolume> Volumes { get => field ?? []; init; }
}

internal sealed record PodSecurityContext
{
    public bool? RunAsNonRoot { get; init; }
    public long? RunAsUser { get; init; }
    public long? RunAsGroup { get; init; }
    public long? FsGroup { get; init; }

    /// <summary><c>OnRootMismatch</c> leaves a volume alone whose root has the group already.</summary>
    public string? FsGroupChangePolicy { get; init; }

    public SeccompProfile? SeccompProfile { get; init; }
}

internal sealed record SeccompProfile { public string Type { get => field ?? ""; init; } }
internal sealed record LocalObjectReference { public string Name { get => field ?? ""; init; } }

internal sealed record Container
{
    public string Name { get => field ?? ""; init; }
    public string Image { get => field ?? ""; init; }
    public string? ImagePullPolicy { get; init; }
    public IReadOnlyList<string>? Args { get; init; }
    public IReadOnlyList<EnvVar>? Env { get; init; }
    public ResourceRequirements? Resources { get; init; }
    public SecurityContext? SecurityContext { get; init; }
    public IReadOnlyList<VolumeMount>? VolumeMounts { get; init; }
    public IReadOnlyList<VolumeDevice>? VolumeDevices { get; init; }
}

internal sealed record EnvVar
{
    public string Name { get => field ?? ""; init; }
    public string Value { get => field ?? ""; init; }
}

internal sealed record ResourceRequirements
{
    public IReadOnlyDictionary<string, ResourceQuantity>? Requests { get; init; }
    public IReadOnlyDictionary<string, ResourceQuantity>? Limits { get; init; }
}

internal sealed record SecurityContext
{
    public bool? AllowPrivilegeEscalation { get; init; }
    public bool? ReadOnlyRootFilesystem { get; init; }
    public Capabilities? Capabilities { get; init; }
}

internal sealed record Capabilities { public IReadOnlyList<string>? Drop { get; init; } }

internal sealed record VolumeMount
{
    public string Name { get => field ?? ""; init; }
    public string MountPath { get => field ?? ""; init; }
    public bool? ReadOnly { get; init; }
}

internal sealed record VolumeDevice
{
    public string Name { get => field ?? ""; init; }
    public string DevicePath { get => field ?? ""; init; }
}

internal sealed record PodVolume
{
    public string Name { get => field ?? ""; init; }
    public PersistentVolumeClaimVolumeSource? PersistentVolumeClaim { get; init; }
    public ProjectedVolumeSource? Projected { get; init; }
}

internal sealed record PersistentVolumeClaimVolumeSource { public string ClaimName { get => field ?? ""; init; } }
internal sealed record ProjectedVolumeSource { public IReadOnlyList<VolumeProjection> Sources { get => field ?? []; init; } }
internal sealed record VolumeProjection { public ServiceAccountTokenProjection? ServiceAccountToken { get; init; } }

/// <summary>A token of the pod's service account, bound to the pod.</summary>
internal sealed record ServiceAccountTokenProjection
{
    public string Audience { get => field ?? ""; init; }

    /// <summary>At least 600.</summary>
    public long ExpirationSeconds { get; init; }

    public string Path { get => field ?? ""; init; }
}

internal sealed record PodStatus
{
    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Unknown</c>.</summary>
    public string? Phase { get; init; }

    /// <summary><c>Evicted</c>, <c>DeadlineExceeded</c>, say.</summary>
    public string? Reason { get; init; }

    public string? Message { get; init; }
    public IReadOnlyList<PodCondition> Conditions { get => field ?? []; init; }
    public IReadOnlyList<ContainerStatus> ContainerStatuses { get => field ?? []; init; }
}

internal sealed record PodCondition
{
    /// <summary><c>PodScheduled</c>, say.</summary>
    public string Type { get => field ?? ""; init; }

    public string Status { get => field ?? ""; init; }
    public string? Reason { get; init; }
    public string? Message { get; init; }
    public DateTimeOffset? LastTransitionTime { get; init; }
}

internal sealed record ContainerStatus
{
    public string Name { get => field ?? ""; init; }
    public ContainerState? State { get; init; }
}

/// <summary>One of these, or none of them while the container runs.</summary>
internal sealed record ContainerState
{
    public ContainerStateWaiting? Waiting { get; init; }
    public ContainerStateTerminated? Terminated { get; init; }
}

internal sealed record ContainerStateWaiting
{
    /// <summary><c>ErrImagePull</c>, <c>ImagePullBackOff</c>, <c>ContainerCreating</c>, say.</summary>
    public string? Reason { get; init; }

    public string? Message { get; init; }
}

internal sealed record ContainerStateTerminated
{
    public int ExitCode { get; init; }

    /// <summary><c>Completed</c>, <c>Error</c>, <c>OOMKilled</c>, say.</summary>
    public string? Reason { get; init; }

    /// <summary>What the container wrote into its termination log.</summary>
    public string? Message { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }
}

// Scheduling

/// <summary>Only the part about nodes.</summary>
internal sealed record Affinity { public NodeAffinity? NodeAffinity { get; init; } }

internal sealed record NodeAffinity
{
    public NodeSelector? RequiredDuringSchedulingIgnoredDuringExecution { get; init; }
    public IReadOnlyList<PreferredSchedulingTerm>? PreferredDuringSchedulingIgnoredDuringExecution { get; init; }
}

internal sealed record PreferredSchedulingTerm
{
    /// <summary>1 to 100.</summary>
    public int Weight { get; init; }

    public NodeSelectorTerm Preference { get => field ?? new(); init; }
}

/// <summary>Nodes that match at least one term.</summary>
internal sealed record NodeSelector { public IReadOnlyList<NodeSelectorTerm> NodeSelectorTerms { get => field ?? []; init; } }

/// <summary>Requirements that a node must all meet.</summary>
internal sealed record NodeSelectorTerm
{
    public IReadOnlyList<NodeSelectorRequirement>? MatchExpressions { get; init; }

    /// <summary>On fields; <c>metadata.name</c> is the only one.</summary>
    public IReadOnlyList<NodeSelectorRequirement>? MatchFields { get; init; }
}

internal sealed record NodeSelectorRequirement
{
    public string Key { get => field ?? ""; init; }

    /// <summary><c>In</c>, <c>NotIn</c>, <c>Exists</c>, <c>DoesNotExist</c>, <c>Gt</c> or <c>Lt</c>.</summary>
    public string Operator { get => field ?? ""; init; }

    public IReadOnlyList<string>? Values { get; init; }
}

internal sealed record Toleration
{
    /// <summary>Absent for all taints.</summary>
    public string? Key { get; init; }

    /// <summary><c>Exists</c> or <c>Equal</c>.</summary>
    public string? Operator { get; init; }

    public string? Value { get; init; }

    /// <summary>Absent for all effects.</summary>
    public string? Effect { get; init; }

    public long? TolerationSeconds { get; init; }
}
