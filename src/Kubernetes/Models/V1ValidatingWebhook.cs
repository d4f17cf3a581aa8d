using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>One webhook, and what it is asked about.</summary>
public sealed record V1ValidatingWebhook
{
    /// <summary>Its name, a domain name, unique in the configuration.</summary>
    public string? Name { get; set; }

    /// <summary>How it is reached.</summary>
    public Admissionregistrationv1WebhookClientConfig? ClientConfig { get; set; }

    /// <summary>Fields that this type does not name; they survive a read-modify-write.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}
