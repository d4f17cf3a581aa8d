using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>One aspect of an object's state (<c>meta/v1 Condition</c>).</summary>
public sealed record V1Condition
{
    /// <summary>Which aspect: <c>Ready</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Status { get; set; } = "Unknown";

    /// <summary>The generation that the condition speaks of.</summary>
    public long? ObservedGeneration { get; set; }

    /// <summary>When <see cref="Status"/> last changed.</summary>
    [JsonConverter(typeof(Rfc3339SecondsConverter))]
    public DateTimeOffset? LastTransitionTime { get; set; }

    /// <summary>Why, one UpperCamelCase word for programs.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Why, a sentence for people.</summary>
    public string Message { get; set; } = "";
}
