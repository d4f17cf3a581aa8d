using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>Parses a slice of a pipe's buffer in one pass, without copying it when it is contiguous.</summary>
internal static class Utf8Json
{
    public delegate TResult Parser<TArgument, TResult>(ReadOnlySpan<byte> json, TArgument argument);

    public static T? Deserialize<T>(in ReadOnlySequence<byte> json, JsonTypeInfo<T> typeInfo) =>
        Parse(json, typeInfo, static (span, type) => JsonSerializer.Deserialize(span, type));

    /// <summary>Calls a parser with the slice as one span.</summary>
    public static TResult Parse<TArgument, TResult>(in ReadOnlySequence<byte> json, TArgument argument, Parser<TArgument, TResult> parse)
    {
        if (json.IsSingleSegment)
        {
            return parse(json.FirstSpan, argument);
        }

        var length = checked((int)json.Length);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            json.CopyTo(rented);
            return parse(rented.AsSpan(0, length), argument);
        }
        finally
        {
            // The bytes may be those of a Secret.
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }
}
