using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>Metadata that all persisted objects have (<c>meta/v1 ObjectMeta</c>).</summary>
public sealed record V1ObjectMeta
{
    /// <summary>Name, unique among the objects of one type in one namespace.</summary>
    public string? Name { get; set; }

    /// <summary>Prefix from which the server makes a unique name when <see cref="Name"/> is absent.</summary>
    public string? GenerateName { get; set; }

    /// <summary>Namespace; absent for cluster-scoped objects.</summary>
    public string? Namespace { get; set; }

    /// <summary>Identity in time and space: differs from that of an earlier object of the same name.</summary>
    public string? Uid { get; set; }

    /// <summary>Version of the object, for optimistic concurrency; differs after every change.</summary>
    public string? ResourceVersion { get; set; }

    /// <summary>Number of the desired state; rises with every change of the spec.</summary>
    public long? Generation { get; set; }

    /// <summary>When the server made the object.</summary>
    [JsonConverter(typeof(Rfc3339SecondsConverter))]
    public DateTimeOffset? CreationTimestamp { get; set; }

    /// <summary>When deletion was asked for; set while finalizers hold the object.</summary>
    [JsonConverter(typeof(Rfc3339SecondsConverter))]
    public DateTimeOffset? DeletionTimestamp { get; set; }

    /// <summary>Labels, for selection.</summary>
    public Dictionary<string, string>? Labels { get; set; }

    /// <summary>Annotations, arbitrary text for tools.</summary>
    public Dictionary<string, string>? Annotations { get; set; }

    /// <summary>Objects whose deletion deletes this one.</summary>
    public List<V1OwnerReference>? OwnerReferences { get; set; }

    /// <summary>Names of those that must clean up before the object may go.</summary>
    public List<string>? Finalizers { get; set; }

    /// <summary>Skipped on reading: see <see cref="Discarded"/>.</summary>
    public Discarded? ManagedFields { get; set; }

    /// <summary>Fields that this type does not name; they survive a read-modify-write.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}
