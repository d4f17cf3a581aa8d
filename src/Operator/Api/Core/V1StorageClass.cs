using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Operator.Api.Core;

/// <summary>The fields of a storage class that the operator reads (<c>storage.k8s.io/v1 StorageClass</c>).</summary>
public sealed record V1StorageClass : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; } = "storage.k8s.io/v1";

    /// <inheritdoc/>
    public string? Kind { get; set; } = "StorageClass";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>When volumes are bound: <c>Immediate</c> or <c>WaitForFirstConsumer</c>.</summary>
    public string? VolumeBindingMode { get; init; }
}
