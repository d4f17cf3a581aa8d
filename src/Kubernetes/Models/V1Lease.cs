using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>A claim to leadership that ends unless renewed (<c>coordination.k8s.io/v1 Lease</c>).</summary>
public sealed record V1Lease : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>Who holds it, and for how long.</summary>
    public V1LeaseSpec Spec { get; set; } = new();

    /// <summary>Fields that this type does not name; they survive a read-modify-write.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}
