using System.ComponentModel;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace ConfigDrive.Kubernetes.CustomResources;

/// <summary>
/// Turns a type's JSON contract into a structural schema as CustomResourceDefinitions demand it: one type a node, no <c>null</c>, no
/// references. Source: Kubernetes documentation, "Specifying a structural schema".
/// </summary>
internal static class StructuralSchema
{
    private static readonly JsonSchemaExporterOptions Options = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Transform,
    };

    /// <summary>The schema of <paramref name="type"/>, with the <see cref="SchemaAttribute"/>s and descriptions of its members.</summary>
    public static JsonObject Generate(JsonTypeInfo type)
    {
        var schema = type.GetJsonSchemaAsNode(Options).AsObject();
        return SchemaReferences.Inline(schema, schema);
    }

    private static JsonObject Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var exported = node as JsonObject ?? [];
        var member = context.PropertyInfo?.AttributeProvider;
        var schema = new JsonObject();

        if (Attributes<DescriptionAttribute>(member).Concat(Attributes<DescriptionAttribute>(context.TypeInfo.Type)).FirstOrDefault() is { } described)
        {
            schema["description"] = described.Description;
        }

        CopyType(exported, schema);
        foreach (var keyword in (ReadOnlySpan<string>)["$ref", "properties", "required", "additionalProperties", "items"])
        {
            if (exported[keyword] is { } value)
            {
                schema[keyword] = value.DeepClone();
            }
        }

        if (Attributes<SchemaAttribute>(member).FirstOrDefault() is { } constraints)
        {
            Apply(constraints, schema);
        }

        var rules = Attributes<ValidationAttribute>(member).Concat(Attributes<ValidationAttribute>(context.TypeInfo.Type)).Distinct().ToList();
        if (rules.Count > 0)
        {
            schema["x-kubernetes-validations"] = new JsonArray(
                [.. rules.Select(rule => new JsonObject { ["rule"] = rule.Rule, ["message"] = rule.Message })]);
        }

        return schema;
    }

    private static void CopyType(JsonObject exported, JsonObject schema)
    {
        if (exported["enum"] is JsonArray values)
        {
            schema["type"] = "string";
            schema["enum"] = new JsonArray([.. values.Where(value => value is not null).Select(value => value!.DeepClone())]);
        }
        else if (exported["type"] is { } type)
        {
            var name = type is JsonArray alternatives
                ? alternatives.First(alternative => (string?)alternative is not "null")
                : type;
            schema["type"] = name!.DeepClone();
        }
    }

    private static void Apply(SchemaAttribute constraints, JsonObject schema)
    {
        SetNumber("minLength", constraints.MinLength);
        SetNumber("maxLength", constraints.MaxLength);
        SetNumber("minItems", constraints.MinItems);
        SetNumber("maxItems", constraints.MaxItems);
        SetNumber("maxProperties", constraints.MaxProperties);
        SetText("type", constraints.Type);
        SetText("pattern", constraints.Pattern);
        SetText("format", constraints.Format);
        SetText("x-kubernetes-list-type", constraints.ListType);
        if (constraints.ListMapKeys is { Length: > 0 } keys)
        {
            schema["x-kubernetes-list-map-keys"] = new JsonArray([.. keys.Select(key => JsonValue.Create(key))]);
        }

        if (constraints.IntOrString)
        {
            schema.Remove("type");
            schema["x-kubernetes-int-or-string"] = true;
            schema["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" });
        }

        if (constraints.Default is { } json)
        {
            schema["default"] = JsonNode.Parse(json);
        }

        void SetNumber(string keyword, int value)
        {
            if (value >= 0)
            {
                schema[keyword] = value;
            }
        }

        void SetText(string keyword, string? value)
        {
            if (value is not null)
            {
                schema[keyword] = value;
            }
        }
    }

    private static IEnumerable<T> Attributes<T>(ICustomAttributeProvider? member) where T : Attribute =>
        member?.GetCustomAttributes(typeof(T), inherit: true).OfType<T>() ?? [];
}

/// <summary>
/// Replaces references by what they point to: <c>JsonSchemaExporter</c> refers to a type that it met before, and structural schemas know
/// no references.
/// </summary>
internal static class SchemaReferences
{
    /// <summary>A copy of <paramref name="node"/> without references; they point into <paramref name="root"/>.</summary>
    public static JsonObject Inline(JsonObject node, JsonObject root)
    {
        var result = node["$ref"] is { } reference ? Inline(Find(root, (string)reference!), root) : [];
        foreach (var (keyword, value) in node.Where(entry => entry.Key != "$ref"))
        {
            result[keyword] = keyword switch
            {
                "properties" => new JsonObject(value!.AsObject().Select(property => KeyValuePair.Create<string, JsonNode?>(property.Key, Inline(property.Value!.AsObject(), root)))),
                "items" or "additionalProperties" => Inline(value!.AsObject(), root),
                _ => value!.DeepClone(),
            };
        }

        return result;
    }

    private static JsonObject Find(JsonObject root, string pointer) => pointer.Split('/').Skip(1).Aggregate((JsonNode)root, (node, part) => node[part]!).AsObject();
}
