using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>
/// An object that the server has and that does not fit our type, such as one stored under an older, looser schema: its key, its version, and the fault as a JSON
/// path, <c>$.spec.cores</c>; none of its content.
/// </summary>
public sealed record UnreadableObject(NamespacedName Key, string ResourceVersion, string Fault)
{
    /// <summary>The outline of an object that could not be parsed; null when not even its name can be read.</summary>
    internal static UnreadableObject? From(ReadOnlySpan<byte> json, Exception failure)
    {
        try
        {
            // Messages of converters may quote values; the path does not.
            var fault = failure is JsonException { Path: { } path } ? path : failure.GetType().Name;
            return JsonSerializer.Deserialize(json, ObjectOutlineJsonContext.Default.ObjectOutline)?.Metadata is { Name.Length: > 0 } metadata
                ? new UnreadableObject(metadata.Key, metadata.ResourceVersion ?? "", fault)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The server answered with an object that does not fit our type. The message has the request and the JSON path of the fault, never a value.</summary>
public sealed class UnreadableObjectException(string request, string fault)
    : Exception($"{request} was answered with an object that cannot be read at {fault}")
{
    internal UnreadableObjectException(string request, UnreadableObject found)
        : this($"{request}: {found.Key}", found.Fault)
    {
    }
}

/// <summary>What identifies an object and its version: all that is read when the rest cannot be, or is not needed.</summary>
internal sealed record ObjectOutline(ObjectOutline.Identity? Metadata)
{
    internal sealed record Identity(string? Name, string? Namespace, string? ResourceVersion)
    {
        [JsonIgnore]
        public NamespacedName Key => new(Namespace ?? "", Name ?? "");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ObjectOutline))]
internal sealed partial class ObjectOutlineJsonContext : JsonSerializerContext;
