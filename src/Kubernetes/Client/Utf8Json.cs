using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>Parses a slice of a pipe's buffer in one pass, without copying it when it lies in one piece.</summary>
internal static class Utf8Json
{
    public static T? Deserialize<T>(in ReadOnlySequence<byte> json, JsonTypeInfo<T> typeInfo)
    {
        if (json.IsSingleSegment)
        {
            return JsonSerializer.Deserialize(json.FirstSpan, typeInfo);
        }

        var length = checked((int)json.Length);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            json.CopyTo(rented);
            return JsonSerializer.Deserialize(rented.AsSpan(0, length), typeInfo);
        }
        finally
        {
            // The bytes may be those of a Secret.
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }
}
