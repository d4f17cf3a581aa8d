using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Operator.Api.Core;

/// <summary>The fields of a volume that the operator reads (<c>core/v1 PersistentVolume</c>).</summary>
public sealed record V1PersistentVolume : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; } = "v1";

    /// <inheritdoc/>
    public string? Kind { get; set; } = "PersistentVolume";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>The volume.</summary>
    public PersistentVolumeSpec Spec { get => field ?? new(); init; }
}
