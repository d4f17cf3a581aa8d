using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Operator.Api.Core;

/// <summary>The fields of a claim that the operator reads or writes (<c>core/v1 PersistentVolumeClaim</c>).</summary>
public sealed record V1PersistentVolumeClaim : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; } = "v1";

    /// <inheritdoc/>
    public string? Kind { get; set; } = "PersistentVolumeClaim";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What it asks for.</summary>
    public PersistentVolumeClaimSpec Spec { get => field ?? new(); init; }

    /// <summary>What it got.</summary>
    public PersistentVolumeClaimStatus? Status { get; init; }
}
