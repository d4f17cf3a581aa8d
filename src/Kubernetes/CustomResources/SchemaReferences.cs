using System.Text.Json.Nodes;

namespace ConfigDrive.Kubernetes.CustomResources;

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
