using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>Something that happened to an object, for people to read (<c>events.k8s.io/v1 Event</c>).</summary>
public sealed record Eventsv1Event : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>When it was first seen.</summary>
    [JsonConverter(typeof(Rfc3339MicroConverter))]
    public DateTimeOffset? EventTime { get; set; }

    /// <summary>The repetitions, once there are any.</summary>
    public Eventsv1EventSeries? Series { get; set; }

    /// <summary>Name of the controller that reports: <c>configdrive.dev/operator</c>.</summary>
    public string? ReportingController { get; set; }

    /// <summary>Which process of the controller reports.</summary>
    public string? ReportingInstance { get; set; }

    /// <summary>What was done or tried: UpperCamelCase.</summary>
    public string? Action { get; set; }

    /// <summary>Why: UpperCamelCase, at most 128 characters.</summary>
    public string? Reason { get; set; }

    /// <summary>What the event is about.</summary>
    public V1ObjectReference? Regarding { get; set; }

    /// <summary>A second object that takes part.</summary>
    public V1ObjectReference? Related { get; set; }

    /// <summary>A sentence for people, at most 1 KiB.</summary>
    public string? Note { get; set; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; set; }

    /// <summary>Fields that this type does not name; they survive a read-modify-write.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}
