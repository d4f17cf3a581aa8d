using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>The few fields of KubeVirt's own settings that the operator reads (kubevirt.io/api/core/v1, types.go).</summary>
public sealed class V1KubeVirt : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; } = "kubevirt.io/v1";

    /// <inheritdoc/>
    public string? Kind { get; set; } = "KubeVirt";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is wanted.</summary>
    public KubeVirtSpec Spec { get; set; } = new();

    /// <summary>What is.</summary>
    public KubeVirtStatus? Status { get; set; }
}
