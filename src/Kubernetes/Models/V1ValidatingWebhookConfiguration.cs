using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>Which requests the API server asks webhooks about (<c>admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration</c>).</summary>
public sealed class V1ValidatingWebhookConfiguration : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>The webhooks.</summary>
    public List<V1ValidatingWebhook>? Webhooks { get; set; }

    /// <summary>Fields that this type does not name; they survive a read-modify-write.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}
