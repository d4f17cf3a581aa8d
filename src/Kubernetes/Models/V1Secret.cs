using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>Confidential bytes by key (<c>core/v1 Secret</c>). A class, so that nothing prints its content by accident.</summary>
public sealed class V1Secret : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>The values.</summary>
    public Dictionary<string, byte[]>? Data { get; set; }

    /// <summary>Values as text, for writing only; the server moves them into <see cref="Data"/>.</summary>
    public Dictionary<string, string>? StringData { get; set; }

    /// <summary>What the secret is for: <c>Opaque</c>, <c>kubernetes.io/tls</c>, …</summary>
    public string? Type { get; set; }

    /// <summary>Whether the data may never change.</summary>
    public bool? Immutable { get; set; }

    /// <summary>Fields that this type does not name; they survive a read-modify-write.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}
