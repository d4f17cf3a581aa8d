using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ConfigDrive.Kubernetes.CustomResources;

/// <summary>How an API server reads the kinds that a manifest may have.</summary>
public enum ManifestKind
{
    /// <summary>A custom resource whose type has every field.</summary>
    Custom,

    /// <summary>
    /// A custom resource of which the type has the fields that the program reads. Of others only one that is a single slip away from these is refused: with
    /// more, <c>podAffinity</c> would be a <c>nodeAffinity</c>.
    /// </summary>
    CustomInPart,

    /// <summary>A kind of Kubernetes' own whose type has every field.</summary>
    BuiltIn,

    /// <summary>As <see cref="CustomInPart"/>, for a kind of Kubernetes' own.</summary>
    BuiltInInPart,
}

/// <summary>A field of a manifest that an API server refuses, and why, without its value.</summary>
public sealed record ManifestFault(string Field, string Message)
{
    public override string ToString() => $"{Field} {Message}";
}

/// <summary>
/// Does with a manifest what <c>kubectl</c> and an API server do before they look at values: refuses unknown fields, missing fields and wrong types, and
/// removes what is <c>null</c>, so that it is absent and has its default. Made from the type's JSON contract, as the CustomResourceDefinition is.
/// </summary>
public sealed class ManifestSchema
{
    // Of ObjectMeta, beside those of our type.
    private static readonly string[] OtherMetadata = ["selfLink", "deletionGracePeriodSeconds"];

    private readonly JsonObject schema;
    private readonly bool isComplete;
    private readonly bool isCustom;

    public ManifestSchema(JsonTypeInfo type, ManifestKind kind)
    {
        schema = StructuralSchema.Generate(type);
        isComplete = kind is ManifestKind.Custom or ManifestKind.BuiltIn;
        isCustom = kind is ManifestKind.Custom or ManifestKind.CustomInPart;
        schema["required"] = new JsonArray([.. ((string[])["metadata", "spec"]).Where(schema["properties"]!.AsObject().ContainsKey).Select(name => JsonValue.Create(name))]);
        var metadata = schema["properties"]!["metadata"]!.AsObject();
        metadata["required"] = new JsonArray("name");
        foreach (var name in OtherMetadata)
        {
            metadata["properties"]![name] = new JsonObject();
        }
    }

    /// <summary>Removes every <c>null</c> that stands for nothing; returns what is wrong, in the order of the manifest.</summary>
    public IReadOnlyList<ManifestFault> Apply(JsonObject manifest) => [.. CheckFields(manifest, schema, "")];

    private IEnumerable<ManifestFault> Check(JsonNode value, JsonObject expected, string field)
    {
        if (FaultOf(value, expected) is { } fault)
        {
            return [new ManifestFault(field, fault)];
        }

        return value switch
        {
            JsonObject fields when expected["properties"] is not null => CheckFields(fields, expected, field),
            JsonObject entries when expected["additionalProperties"] is JsonObject each => CheckEntries(entries, each, field),
            JsonArray items when expected["items"] is JsonObject each => items.Index().SelectMany(item => item.Item is null
                ? [new ManifestFault($"{field}[{item.Index}]", "is null: remove it, or give a value")]
                : Check(item.Item, each, $"{field}[{item.Index}]")),
            _ => [],
        };
    }

    private IEnumerable<ManifestFault> CheckFields(JsonObject fields, JsonObject expected, string field)
    {
        RemoveNulls(fields);
        var known = expected["properties"]!.AsObject();
        var prefix = field.Length == 0 ? "" : $"{field}.";
        foreach (var (name, value) in fields)
        {
            var faults = known[name] is JsonObject each ? Check(value!, each, prefix + name) : Unknown(name, fields, known, prefix);
            foreach (var fault in faults)
            {
                yield return fault;
            }
        }

        foreach (var name in (expected["required"] as JsonArray ?? []).Select(name => (string)name!).Where(name => !fields.ContainsKey(name)))
        {
            yield return new ManifestFault(prefix + name, "is missing: give it");
        }
    }

    private IEnumerable<ManifestFault> CheckEntries(JsonObject entries, JsonObject expected, string field)
    {
        if (isCustom)
        {
            RemoveNulls(entries);
        }

        foreach (var (key, value) in entries.ToList())
        {
            if (value is null)
            {
                entries[key] = ""; // The zero value of Go: maps of built-in kinds hold text or bytes.
                continue;
            }

            foreach (var fault in Check(value, expected, $"{field}[{key}]"))
            {
                yield return fault;
            }
        }
    }

    private IEnumerable<ManifestFault> Unknown(string name, JsonObject fields, JsonObject known, string prefix)
    {
        // A field that is there under its right name too is no slip of the pen.
        var nearest = NearName.Of(name, known.Select(each => each.Key).Where(each => !fields.ContainsKey(each)), isComplete ? 4 : 1);
        if (nearest is not null)
        {
            yield return new ManifestFault(prefix + name, $"is not a field: did you mean {nearest}?");
        }
        else if (isComplete)
        {
            yield return new ManifestFault(prefix + name, $"is not a field: those here are {string.Join(", ", known.Select(each => each.Key))}");
        }
    }

    private static void RemoveNulls(JsonObject fields)
    {
        foreach (var (name, _) in fields.Where(each => each.Value is null).ToList())
        {
            fields.Remove(name);
        }
    }

    private static string? FaultOf(JsonNode value, JsonObject expected)
    {
        var kind = value.GetValueKind();
        if (expected["enum"] is JsonArray values)
        {
            return kind is JsonValueKind.String && values.Any(each => (string?)each == value.GetValue<string>())
                ? null
                : $"must be {(values.Count > 1 ? "one of " : "")}{string.Join(", ", values.Select(each => (string?)each))}";
        }

        var isText = kind is JsonValueKind.String;
        var isInteger = kind is JsonValueKind.Number && value.ToJsonString() is var number && decimal.TryParse(
            number, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) && decimal.IsInteger(parsed);
        var (fits, wanted) = ((string?)expected["type"], expected["x-kubernetes-int-or-string"] is not null) switch
        {
            (_, true) => (isText || isInteger, "a whole number or a text"),
            ("object", _) => (kind is JsonValueKind.Object, "a mapping of fields"),
            ("array", _) => (kind is JsonValueKind.Array, "a list"),
            ("boolean", _) => (kind is JsonValueKind.True or JsonValueKind.False, "true or false, without quotes"),
            ("integer", _) => (isInteger, "a whole number, without quotes"),
            ("string", _) => (isText, kind is JsonValueKind.Object or JsonValueKind.Array ? "a text" : "a text: put it in quotes"),
            _ => (true, ""),
        };
        return !fits ? $"is {Named(kind)}, and must be {wanted}"
            : isText && (string?)expected["format"] == "byte" && !Convert.TryFromBase64String(value.GetValue<string>(), new byte[value.GetValue<string>().Length], out _)
                ? "is not base64"
                : null;
    }

    private static string Named(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "a mapping",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => "true or false",
    };
}
