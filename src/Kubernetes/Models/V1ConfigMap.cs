using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>Configuration by key (<c>core/v1 ConfigMap</c>).</summary>
public sealed record V1ConfigMap : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>Values that are UTF-8 text.</summary>
    public Dictionary<string, string>? Data { get; set; }

    /// <summary>Values that are bytes; no key may also be in <see cref="Data"/>.</summary>
    public Dictionary<string, byte[]>? BinaryData { get; set; }

    /// <summary>Whether the data may never change.</summary>
    public bool? Immutable { get; set; }

    /// <summary>Fields that this type does not name; they survive a read-modify-write.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}
