using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>The token given. A class, so that nothing prints the token by accident.</summary>
public sealed class V1TokenRequestStatus
{
    /// <summary>The bearer token.</summary>
    public string? Token { get; set; }

    /// <summary>When it ends.</summary>
    [JsonConverter(typeof(Rfc3339SecondsConverter))]
    public DateTimeOffset? ExpirationTimestamp { get; set; }
}
