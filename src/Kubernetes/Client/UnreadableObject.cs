using System.Text.Json;

namespace ConfigDrive.Kubernetes.Client;

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
