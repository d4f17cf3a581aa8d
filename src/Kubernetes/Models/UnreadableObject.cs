using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>An object that the server has and that does not fit our type, as one stored under an older, looser schema. It holds none of the content.</summary>
/// <param name="Key">Its name and namespace.</param>
/// <param name="ResourceVersion">Its version.</param>
/// <param name="Fault">What does not fit: the JSON path, <c>$.spec.cores</c>.</param>
public sealed record UnreadableObject(NamespacedName Key, string ResourceVersion, string Fault)
{
    /// <summary>What can be said of an object in spite of a failure to parse it; null when not even its name can be read.</summary>
    internal static UnreadableObject? From(ReadOnlySpan<byte> json, Exception failure)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ObjectOutlineJsonContext.Default.ObjectOutline)?.Metadata is { Name: { Length: > 0 } name } metadata
                ? new UnreadableObject(new(metadata.Namespace ?? "", name), metadata.ResourceVersion ?? "", FaultOf(failure))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Messages of converters may quote values; the path does not.
    private static string FaultOf(Exception failure) => failure is JsonException { Path: { } path } ? path : failure.GetType().Name;
}

/// <summary>The server answered with an object that does not fit our type. The message names the place, never a value.</summary>
/// <param name="request">Method and path of the request.</param>
/// <param name="fault">What does not fit: the JSON path.</param>
public sealed class UnreadableObjectException(string request, string fault) : Exception($"{request} was answered with what cannot be read at {fault}")
{
    internal UnreadableObjectException(string request, UnreadableObject found)
        : this($"{request}: {found.Key}", found.Fault)
    {
    }
}

/// <summary>The little of an object that is read when the rest cannot be.</summary>
internal sealed record ObjectOutline(ObjectOutline.Identity? Metadata)
{
    /// <summary>The little of its metadata.</summary>
    internal sealed record Identity(string? Name, string? Namespace, string? ResourceVersion);
}

/// <summary>JSON of <see cref="ObjectOutline"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ObjectOutline))]
internal sealed partial class ObjectOutlineJsonContext : JsonSerializerContext;
