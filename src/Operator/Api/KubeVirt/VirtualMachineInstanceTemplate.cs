using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>Template of a VirtualMachineInstance.</summary>
public sealed record VirtualMachineInstanceTemplate
{
    /// <summary>Labels and annotations of the instance.</summary>
    public V1ObjectMeta? Metadata { get; init; }

    /// <summary>Spec of the instance.</summary>
    public VirtualMachineInstanceSpec Spec { get => field ?? new(); init; }
}
