using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ConfigDrive.Kubernetes.Serialization;

/// <summary>JSON in which no object has a name twice: of two values some readers take the first, some the last, and none says so.</summary>
public static class StrictJson
{
    // Deeper than any manifest, and shallow enough for recursion.
    internal const int Deepest = 128;

    /// <summary>Reads one value.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="FormatException">An object has a name twice, or a string is not text; the message names the field.</exception>
    public static JsonNode? Parse(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = Deepest });
        return NodeOf(document.RootElement, "");
    }

    /// <summary>Reads every value of a text, one after the other.</summary>
    /// <inheritdoc cref="Parse" path="/exception"/>
    internal static IReadOnlyList<JsonNode> ParseAll(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = Deepest });
        var values = new List<JsonNode>();
        while (reader.Read())
        {
            if (NodeOf(JsonElement.ParseValue(ref reader), "") is { } value)
            {
                values.Add(value);
            }
        }

        return values;
    }

    private static JsonNode? NodeOf(JsonElement value, string field)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Object => ObjectOf(value, field),
                JsonValueKind.Array => new JsonArray([.. value.EnumerateArray().Select((item, index) => NodeOf(item, $"{field}[{index}]"))]),
                JsonValueKind.Null => null,
                JsonValueKind.String => JsonValue.Create(value.GetString()),
                _ => JsonValue.Create(value.Clone()),
            };
        }
        catch (InvalidOperationException exception)
        {
            // Half of a surrogate pair, written as \uXXXX, is JSON but not a text.
            throw new FormatException($"{(field.Length == 0 ? "the document" : field)} has a \\u escape that is not a character", exception);
        }
    }

    private static JsonObject ObjectOf(JsonElement value, string field)
    {
        var result = new JsonObject();
        foreach (var property in value.EnumerateObject())
        {
            var name = field.Length == 0 ? property.Name : $"{field}.{property.Name}";
            if (!result.TryAdd(property.Name, NodeOf(property.Value, name)))
            {
                throw new FormatException($"{name} is there twice: remove one");
            }
        }

        return result;
    }
}
