using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>Holder and validity of a <see cref="V1Lease"/>.</summary>
public sealed record V1LeaseSpec
{
    /// <summary>Who leads; absent or empty when nobody does.</summary>
    public string? HolderIdentity { get; set; }

    /// <summary>How long others must wait after the last renewal that they saw, in seconds.</summary>
    public int? LeaseDurationSeconds { get; set; }

    /// <summary>When the holder took the lease, by its own clock.</summary>
    [JsonConverter(typeof(Rfc3339MicroConverter))]
    public DateTimeOffset? AcquireTime { get; set; }

    /// <summary>When the holder last renewed, by its own clock: never to be compared with another clock.</summary>
    [JsonConverter(typeof(Rfc3339MicroConverter))]
    public DateTimeOffset? RenewTime { get; set; }

    /// <summary>How often the lease changed hands: the number of the term.</summary>
    public int? LeaseTransitions { get; set; }

    /// <summary>Fields that this type does not name.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}
