using System.ComponentModel;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace ConfigDrive.Kubernetes.CustomResources;

/// <summary>
/// Converts a type's JSON contract to a structural schema, as CustomResourceDefinitions require it: one type per node, no <c>null</c>, no
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
        if (context.TypeInfo.Type == typeof(byte[]))
        {
            schema["format"] = "byte"; // base64, as in the schemas of Kubernetes' own types
        }

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
        if (constraints.IntOrString)
        {
            schema.Remove("type");
        }

        (string Keyword, JsonNode? Value)[] keywords =
        [
            ("minimum", Number(constraints.Minimum)),
            ("maximum", Number(constraints.Maximum)),
            ("minLength", Number(constraints.MinLength)),
            ("maxLength", Number(constraints.MaxLength)),
            ("minItems", Number(constraints.MinItems)),
            ("maxItems", Number(constraints.MaxItems)),
            ("maxProperties", Number(constraints.MaxProperties)),
            ("type", constraints.Type),
            ("pattern", constraints.Pattern),
            ("format", constraints.Format),
            ("x-kubernetes-list-type", constraints.ListType),
            ("x-kubernetes-list-map-keys", constraints.ListMapKeys is { Length: > 0 } keys ? new JsonArray([.. keys.Select(key => JsonValue.Create(key))]) : null),
            ("x-kubernetes-int-or-string", constraints.IntOrString ? true : null),
            ("anyOf", constraints.IntOrString ? new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" }) : null),
            ("default", constraints.Default is { } json ? JsonNode.Parse(json) : null),
        ];
        foreach (var (keyword, value) in keywords.Where(entry => entry.Value is not null))
        {
            schema[keyword] = value;
        }

        static JsonNode? Number(int value) => value < 0 ? null : value;
    }

    private static IEnumerable<T> Attributes<T>(ICustomAttributeProvider? member) where T : Attribute =>
        member?.GetCustomAttributes(typeof(T), inherit: true).OfType<T>() ?? [];
}

/// <summary>
/// Replaces references by their targets: <c>JsonSchemaExporter</c> writes a reference to a type that it has exported before, and structural schemas must not have
/// references.
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
