using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>The few fields of KubeVirt's VirtualMachineInstance that the operator reads (kubevirt.io/api/core/v1, types.go).</summary>
public sealed class V1VirtualMachineInstance : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; } = "kubevirt.io/v1";

    /// <inheritdoc/>
    public string? Kind { get; set; } = "VirtualMachineInstance";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is wanted.</summary>
    public VirtualMachineInstanceSpec Spec { get; set; } = new();

    /// <summary>What is.</summary>
    public VirtualMachineInstanceStatus? Status { get; set; }
}
