using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>A change to part of an object: <see cref="JsonPatch"/>, <see cref="MergePatch"/> or <see cref="ApplyPatch"/>.</summary>
/// <param name="ContentType">The media type, by which the server knows the kind of patch.</param>
public abstract record Patch(string ContentType)
{
    /// <summary>The body of the request.</summary>
    public abstract JsonNode ToJson();
}

/// <summary>
/// A list of operations of which all or none are carried out (RFC 6902). A <c>test</c> that fails is answered with 422
/// (<see cref="KubernetesException.IsFailedTest"/>): the object is not as expected.
/// </summary>
public sealed record JsonPatch : Patch
{
    private readonly ImmutableArray<JsonObject> operations = [];

    /// <summary>A patch without operations.</summary>
    public JsonPatch()
        : base("application/json-patch+json")
    {
    }

    private JsonPatch(ImmutableArray<JsonObject> operations)
        : this() => this.operations = operations;

    /// <summary>The number of operations.</summary>
    public int Count => operations.Length;

    /// <summary>The JSON pointer (RFC 6901) of a path of names.</summary>
    public static string Pointer(params IEnumerable<string> names) =>
        string.Concat(names.Select(name => "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)));

    /// <summary>The value at <paramref name="pointer"/> must equal <paramref name="value"/>; null means null or absent.</summary>
    public JsonPatch Test(string pointer, JsonNode? value) => With("test", pointer, value);

    /// <summary>Sets a field, or inserts into a list: before the index, or with <c>-</c> at the end.</summary>
    public JsonPatch Add(string pointer, JsonNode? value) => With("add", pointer, value);

    /// <summary>Replaces a value that must exist.</summary>
    public JsonPatch Replace(string pointer, JsonNode? value) => With("replace", pointer, value);

    /// <summary>Removes a value that must exist.</summary>
    public JsonPatch Remove(string pointer) => new(operations.Add(new JsonObject { ["op"] = "remove", ["path"] = pointer }));

    public override JsonNode ToJson() => new JsonArray([.. operations.Select(operation => operation.DeepClone())]);

    private JsonPatch With(string operation, string pointer, JsonNode? value) =>
        new(operations.Add(new JsonObject { ["op"] = operation, ["path"] = pointer, ["value"] = value?.DeepClone() }));
}

/// <summary>Fields to set; null removes a field, a list replaces the whole list (RFC 7386).</summary>
/// <param name="Content">The fields.</param>
public sealed record MergePatch(JsonNode Content) : Patch("application/merge-patch+json")
{
    public override JsonNode ToJson() => Content;
}

/// <summary>
/// Server-side apply: the fields that we want and own; fields that we owned and no longer name are removed, all others stay as they are. Creates the object when
/// it does not exist.
/// </summary>
/// <param name="Content">The object with apiVersion, kind, name, and the fields wanted; no managedFields and no resource version.</param>
/// <remarks>https://kubernetes.io/docs/reference/using-api/server-side-apply/. The content type says YAML, of which JSON is a part.</remarks>
public sealed record ApplyPatch(JsonNode Content) : Patch("application/apply-patch+yaml")
{
    public override JsonNode ToJson() => Content;
}
