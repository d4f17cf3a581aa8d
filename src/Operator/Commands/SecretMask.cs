using System.Text.Json.Nodes;

namespace ConfigDrive.Operator.Commands;

/// <summary>Hides what must not end up on a screen or in a log of a pipeline.</summary>
internal static class SecretMask
{
    private const string Mask = "(masked)";

    /// <summary>A text, or that there is one.</summary>
    public static JsonNode Text(string text, bool show) => JsonValue.Create(show ? text : Mask);

    /// <summary>A NoCloud <c>meta-data</c> without the values of keys, which may be a text, a list or a mapping.</summary>
    public static JsonNode? NoCloudMetaData(JsonNode? metaData, bool show)
    {
        if (show || metaData is not JsonObject fields)
        {
            return metaData;
        }

        foreach (var name in (ReadOnlySpan<string>)["public-keys", "public_keys"])
        {
            switch (fields[name])
            {
                case null:
                    break;
                case JsonArray keys:
                    fields[name] = new JsonArray([.. keys.Select(_ => JsonValue.Create(Mask))]);
                    break;
                default:
                    fields[name] = Mask;
                    break;
            }
        }

        return fields;
    }

    /// <summary>A <c>meta_data.json</c> without the values of passwords, keys and random seeds.</summary>
    public static JsonNode? MetaData(JsonNode? metaData, bool show)
    {
        if (show || metaData is not JsonObject fields)
        {
            return metaData;
        }

        foreach (var secret in (ReadOnlySpan<string>)["admin_pass", "random_seed"])
        {
            if (fields.ContainsKey(secret))
            {
                fields[secret] = Mask;
            }
        }

        if (fields["public_keys"] is JsonObject publicKeys)
        {
            foreach (var name in publicKeys.Select(key => key.Key).ToList())
            {
                publicKeys[name] = Mask;
            }
        }

        foreach (var key in (fields["keys"] as JsonArray ?? []).OfType<JsonObject>())
        {
            key["data"] = Mask;
        }

        return fields;
    }
}
