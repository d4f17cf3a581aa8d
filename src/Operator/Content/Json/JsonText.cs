using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ConfigDrive.Operator.Content.Json;

/// <summary>
/// JSON files as guests like them best: compact, UTF-8 without byte order mark, and strings escaped no more than RFC 8259 (section 7)
/// demands. The runtime's most relaxed encoder still turns emoji, byte order marks and much else into <c>\uXXXX</c>; a guest that shows a
/// file as it is would show these.
/// </summary>
internal static class JsonText
{
    private const int TypicalLength = 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Printable ASCII that JSON never escapes: most texts are of nothing else.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(character => (char)character).Where(character => character is not ('"' or '\\'))]);

    /// <summary>The bytes that <paramref name="write"/> makes.</summary>
    public static ReadOnlyMemory<byte> Write<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(TypicalLength);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            write(json, value);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Writes a property, or nothing when the value is <c>null</c>.</summary>
    public static void WriteText(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WritePropertyName(name);
            json.WriteTextValue(value);
        }
    }

    /// <summary>Writes an object of texts, or nothing when there are none.</summary>
    public static void WriteTexts(this Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<string, string>> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (var (key, value) in texts)
        {
            json.WriteText(key, value);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a string.</summary>
    public static void WriteTextValue(this Utf8JsonWriter json, string value)
    {
        if (!value.AsSpan().ContainsAnyExcept(Plain))
        {
            json.WriteStringValue(value);
            return;
        }

        // Six bytes is the most that one character becomes: \u0000.
        var rented = ArrayPool<byte>.Shared.Rent((Encoding.UTF8.GetByteCount(value) * 6) + 2);
        try
        {
            json.WriteRawValue(Quote(value, rented), skipInputValidation: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    /// <summary>Writes a value, but no property that is <c>null</c>; in a list, <c>null</c> is left out too.</summary>
    public static void WriteWithoutNulls(this Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var property in value.EnumerateObject().Where(property => property.Value.ValueKind is not JsonValueKind.Null))
                {
                    json.WritePropertyName(property.Name);
                    json.WriteWithoutNulls(property.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray().Where(item => item.ValueKind is not JsonValueKind.Null))
                {
                    json.WriteWithoutNulls(item);
                }

                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteTextValue(value.GetString()!);
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private static Span<byte> Quote(string value, byte[] destination)
    {
        var unescaped = Encoding.UTF8.GetBytes(value);
        var length = 0;
        destination[length++] = (byte)'"';
        foreach (var octet in unescaped)
        {
            var escape = Escape(octet);
            if (escape.IsEmpty)
            {
                destination[length++] = octet;
            }
            else
            {
                escape.CopyTo(destination.AsSpan(length));
                length += escape.Length;
            }
        }

        destination[length++] = (byte)'"';
        return destination.AsSpan(0, length);
    }

    private static ReadOnlySpan<byte> Escape(byte octet) => octet switch
    {
        (byte)'"' => "\\\""u8,
        (byte)'\\' => "\\\\"u8,
        (byte)'\n' => "\\n"u8,
        (byte)'\r' => "\\r"u8,
        (byte)'\t' => "\\t"u8,
        < 0x20 => Encoding.ASCII.GetBytes($"\\u{octet:x4}"),
        _ => [],
    };
}
