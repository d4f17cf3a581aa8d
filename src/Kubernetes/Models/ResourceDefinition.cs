using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>
/// How objects of type <typeparamref name="T"/> are addressed and read: what discovery reports of a type, known at compile time.
/// </summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">API version, <c>v1</c>.</param>
/// <param name="Kind">Kind, <c>Secret</c>.</param>
/// <param name="Plural">The name in paths, <c>secrets</c>.</param>
/// <param name="Namespaced">Whether objects live in a namespace.</param>
/// <param name="TypeInfo">
/// Source-generated JSON metadata. The context it comes from must use camel case and ignore nulls when writing, as <see cref="KubernetesJsonContext"/> does.
/// </param>
public sealed record ResourceDefinition<T>(string Group, string Version, string Kind, string Plural, bool Namespaced, JsonTypeInfo<T> TypeInfo)
    where T : class, IKubernetesObject
{
    /// <summary>The value of <c>apiVersion</c>: <c>group/version</c>, or the version alone for the core group.</summary>
    public string ApiVersion { get; } = Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>
    /// What is kept of each object that is read, by whatever request; null for all of it. A cache of many objects then has only what is read of them. Leave it
    /// unset where objects are replaced: what it drops would be lost.
    /// </summary>
    /// <remarks>The term is client-go's (<c>tools/cache</c>, <c>SetTransform</c>), which applies it to caches alone.</remarks>
    public Func<T, T>? Transform { get; init; }

    /// <summary>The resource as RBAC and CRDs name it: <c>secrets</c>, <c>virtualmachines.kubevirt.io</c>.</summary>
    internal string GroupResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The same resource with metadata alone, as a metadata-only request returns it.</summary>
    public ResourceDefinition<V1PartialObjectMetadata> AsMetadata() =>
        new(Group, Version, Kind, Plural, Namespaced, KubernetesJsonContext.Default.V1PartialObjectMetadata);

    /// <summary>The path of the collection, in one namespace or (null or empty) in all.</summary>
    internal string CollectionPath(string? @namespace)
    {
        var root = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{ApiVersion}";
        return Namespaced && !string.IsNullOrEmpty(@namespace)
            ? $"{root}/namespaces/{Uri.EscapeDataString(@namespace)}/{Plural}"
            : $"{root}/{Plural}";
    }

    /// <summary>The path of one object, or of its subresource.</summary>
    internal string ObjectPath(NamespacedName key, string? subresource = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(key.Name, nameof(key));
        if (Namespaced)
        {
            ArgumentException.ThrowIfNullOrEmpty(key.Namespace, nameof(key));
        }

        var path = $"{CollectionPath(key.Namespace)}/{Uri.EscapeDataString(key.Name)}";
        return subresource is null ? path : $"{path}/{subresource}";
    }

    /// <summary>Sets the type of an object read from the server, which items of a list and metadata-only answers lack, and applies <see cref="Transform"/>.</summary>
    internal T Finish(T resource)
    {
        resource.ApiVersion = ApiVersion;
        resource.Kind = Kind;
        return Transform is null ? resource : Transform(resource);
    }

    /// <summary>Reads an object of a list or a watch; null, and its outline, when it does not fit the type.</summary>
    /// <exception cref="JsonException">It is not an object of the API.</exception>
    internal T? Read(in ReadOnlySequence<byte> json, out UnreadableObject? unreadable)
    {
        (var resource, unreadable) = Utf8Json.Parse(json, this, static (span, definition) => definition.Read(span));
        return resource;
    }

    private (T? Object, UnreadableObject? Unreadable) Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TypeInfo) is { Metadata: not null } resource
                ? (Finish(resource), null)
                : throw new JsonException("An object has metadata.", "$.metadata", lineNumber: null, bytePositionInLine: null);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or FormatException or InvalidOperationException
            or NullReferenceException) // A transform that meets null where the type says there is none.
        {
            return UnreadableObject.From(json, exception) is { } unreadable ? (null, unreadable) : throw new JsonException("It is not an object of the API.", exception);
        }
    }
}
