using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>The few fields of KubeVirt's VirtualMachine that the operator reads (kubevirt.io/api/core/v1, schema.go).</summary>
public sealed class V1VirtualMachine : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; } = "kubevirt.io/v1";

    /// <inheritdoc/>
    public string? Kind { get; set; } = "VirtualMachine";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is wanted.</summary>
    public VirtualMachineSpec Spec { get; set; } = new();

    /// <summary>What is.</summary>
    public VirtualMachineStatus? Status { get; set; }
}
