using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>Asks the server whose token this is (<c>authentication.k8s.io/v1 TokenReview</c>).</summary>
public sealed class V1TokenReview : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>The question.</summary>
    public V1TokenReviewSpec Spec { get; set; } = new();

    /// <summary>The answer.</summary>
    public V1TokenReviewStatus? Status { get; set; }

    /// <summary>Fields that this type does not name; they survive a read-modify-write.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}
