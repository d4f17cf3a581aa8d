using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>How the API server reaches a webhook.</summary>
public sealed record Admissionregistrationv1WebhookClientConfig
{
    /// <summary>The certificates, in PEM, that it is trusted by; when absent, those that the API server's machine trusts.</summary>
    public byte[]? CaBundle { get; set; }

    /// <summary>Fields that this type does not name; they survive a read-modify-write.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}
