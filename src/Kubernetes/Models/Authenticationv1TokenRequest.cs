using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>Asks for a token of a service account (<c>authentication.k8s.io/v1 TokenRequest</c>).</summary>
public sealed class Authenticationv1TokenRequest : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>The token wanted.</summary>
    public V1TokenRequestSpec Spec { get; set; } = new();

    /// <summary>The token given.</summary>
    public V1TokenRequestStatus? Status { get; set; }

    /// <summary>Fields that this type does not name; they survive a read-modify-write.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}
