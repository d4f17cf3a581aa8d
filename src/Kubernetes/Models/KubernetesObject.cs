using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>What every Kubernetes object has: its type and its metadata.</summary>
public interface IKubernetesObject
{
    /// <summary>Group and version, <c>apps/v1</c>; the version alone for the core group. Set on reading, also for items of a list.</summary>
    string? ApiVersion { get; set; }

    /// <summary>The kind, <c>Secret</c>. Set on reading, also for items of a list and for objects read as metadata only.</summary>
    string? Kind { get; set; }

    /// <summary>Name, namespace, identity and version of the object.</summary>
    V1ObjectMeta Metadata { get; set; }
}

/// <summary>
/// The base of the resources that are read or written. A derived type has the fields that are needed; of the others, those at the top level and in the metadata
/// are kept by a read-modify-write.
/// </summary>
public abstract record KubernetesObject : IKubernetesObject
{
    protected KubernetesObject(string? apiVersion = null, string? kind = null) => (ApiVersion, Kind) = (apiVersion, kind);

    [JsonPropertyOrder(-3)]
    public string? ApiVersion { get; set; }

    [JsonPropertyOrder(-2)]
    public string? Kind { get; set; }

    [JsonPropertyOrder(-1)]
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>The fields that the type does not name.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}

/// <summary>
/// The key of an object within its type: the identity that queues, stores and log lines use. A cluster-scoped object has an empty namespace.
/// </summary>
/// <remarks>The term is apimachinery's <c>types.NamespacedName</c>.</remarks>
public readonly record struct NamespacedName(string Namespace, string Name)
{
    public static NamespacedName From(IKubernetesObject resource) => new(resource.Metadata.Namespace ?? "", resource.Metadata.Name ?? "");

    /// <summary><c>namespace/name</c>, or the name alone when the object is cluster-scoped.</summary>
    public override string ToString() => string.IsNullOrEmpty(Namespace) ? Name : $"{Namespace}/{Name}";
}
