using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>
/// Server-side apply: the fields that we want and own; fields that we owned and no longer name are removed, all others are left alone. Makes the object when
/// it is absent.
/// </summary>
/// <param name="Content">The object with apiVersion, kind, name, and the fields wanted; no managedFields and no resource version.</param>
/// <remarks>https://kubernetes.io/docs/reference/using-api/server-side-apply/. The content type says YAML, of which JSON is a part.</remarks>
public sealed record ApplyPatch(JsonNode Content) : Patch("application/apply-patch+yaml")
{
    /// <summary>Applies the fields of <paramref name="resource"/> that are not null.</summary>
    public static ApplyPatch From<T>(T resource, JsonTypeInfo<T> typeInfo)
        where T : class, IKubernetesObject => new(JsonSerializer.SerializeToNode(resource, typeInfo)!);

    /// <inheritdoc/>
    public override JsonNode ToJson() => Content;
}
