using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>How often an event happened.</summary>
public sealed record Eventsv1EventSeries
{
    /// <summary>Occurrences, the first included.</summary>
    public int Count { get; set; }

    /// <summary>When it last happened.</summary>
    [JsonConverter(typeof(Rfc3339MicroConverter))]
    public DateTimeOffset? LastObservedTime { get; set; }
}
