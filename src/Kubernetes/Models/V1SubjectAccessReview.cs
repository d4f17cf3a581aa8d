using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>Asks whether a user may do something (<c>authorization.k8s.io/v1 SubjectAccessReview</c>).</summary>
public sealed record V1SubjectAccessReview : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>The question.</summary>
    public V1SubjectAccessReviewSpec Spec { get; set; } = new();

    /// <summary>The answer.</summary>
    public V1SubjectAccessReviewStatus? Status { get; set; }

    /// <summary>Fields that this type does not name; they survive a read-modify-write.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}
