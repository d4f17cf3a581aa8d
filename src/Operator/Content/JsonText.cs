using System.Buffers;
using System.Text.Encodings.Web;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// JSON files for guests: compact, UTF-8 without byte order mark, and strings escaped only where RFC 8259 (section 7) requires it. The runtime's most
/// relaxed encoder still turns emoji, byte order marks and much else into <c>\uXXXX</c>; a guest that shows a file as it is would show these.
/// </summary>
internal static class JsonText
{
    private const int TypicalLength = 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Printable ASCII that JSON never escapes: most texts consist of these.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(character => (char)character).Where(character => character is not ('"' or '\\'))]);

    /// <summary>The bytes of a file, without properties and items that are <c>null</c>.</summary>
    public static ReadOnlyMemory<byte> Write(JsonNode value)
    {
        var buffer = new ArrayBufferWriter<byte>(TypicalLength);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            Write(json, value);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>JSON of somebody else; of two properties with one name the last counts, as for guests.</summary>
    public static JsonNode? NodeOf(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var properties = new JsonObject();
                foreach (var property in value.EnumerateObject())
                {
                    properties[property.Name] = NodeOf(property.Value);
                }

                return properties;
            case JsonValueKind.Array:
                return new JsonArray([.. value.EnumerateArray().Select(NodeOf)]);
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(value);
        }
    }

    /// <summary>
    /// JSON that means the same to a reader of YAML 1.1. Two kinds of characters, which JSON allows in strings, are escaped: those that end a line
    /// within a YAML scalar (YAML 1.1, section 4.1.4), and those that PyYAML refuses (yaml/reader.py, <c>NON_PRINTABLE</c>). All of them are in the
    /// basic plane; characters beyond it stay as they are, since YAML has no surrogate pairs.
    /// </summary>
    public static ReadOnlyMemory<byte> WriteYaml(JsonNode value)
    {
        var json = Write(value);
        var text = Encoding.UTF8.GetString(json.Span);
        return text.Any(IsSpecialInYaml)
            ? Encoding.UTF8.GetBytes(text.Aggregate(new StringBuilder(), (yaml, each) => IsSpecialInYaml(each) ? AppendEscape(yaml, each) : yaml.Append(each)).ToString())
            : json;
    }

    /// <summary>A list of texts, or <c>null</c> when there are none.</summary>
    public static JsonArray? ListOf(IEnumerable<string> texts) => ListOf(texts.Select(text => (JsonNode?)text));

    /// <summary>A list, or <c>null</c> when it would be empty.</summary>
    public static JsonArray? ListOf(IEnumerable<JsonNode?> items) => items.ToArray() is { Length: > 0 } some ? new JsonArray(some) : null;

    /// <summary>An object of texts, or <c>null</c> when there are none.</summary>
    public static JsonObject? ObjectOf(IEnumerable<KeyValuePair<string, string>> texts) =>
        texts.Any() ? new JsonObject(texts.Select(text => KeyValuePair.Create(text.Key, (JsonNode?)text.Value))) : null;

    private static void Write(Utf8JsonWriter json, JsonNode value)
    {
        switch (value)
        {
            case JsonObject properties:
                json.WriteStartObject();
                foreach (var (name, property) in properties.Where(property => property.Value is not null))
                {
                    json.WritePropertyName(name);
                    Write(json, property!);
                }

                json.WriteEndObject();
                break;
            case JsonArray items:
                json.WriteStartArray();
                foreach (var item in items.OfType<JsonNode>())
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                if (value.AsValue().TryGetValue<string>(out var text))
                {
                    WriteString(json, text);
                }
                else
                {
                    value.WriteTo(json);
                }

                break;
        }
    }

    // As bytes: half of a surrogate pair is not one, and becomes a replacement character.
    private static void WriteString(Utf8JsonWriter json, string value)
    {
        if (!value.AsSpan().ContainsAnyExcept(Plain))
        {
            json.WriteStringValue(value);
            return;
        }

        var quoted = new StringBuilder("\"", value.Length + (value.Length / 16) + 2);
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' or '\\' => quoted.Append('\\').Append(character),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' => AppendEscape(quoted, character),
                _ => quoted.Append(character),
            };
        }

        json.WriteRawValue(Encoding.UTF8.GetBytes(quoted.Append('"').ToString()), skipInputValidation: true);
    }

    private static StringBuilder AppendEscape(StringBuilder text, char character) => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");

    private static bool IsSpecialInYaml(char character) =>
        character is (>= '\u007f' and <= '\u009f') or '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff';
}
