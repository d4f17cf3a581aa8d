using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ConfigDrive.Kubernetes.CustomResources;

/// <summary>
/// Generates the CustomResourceDefinition of a C# type: the type's JSON contract is the schema, so there is one source of truth and no
/// reflection over members that trimming could remove.
/// </summary>
public static class CustomResourceDefinition
{
    /// <summary>
    /// The manifest (apiextensions.k8s.io/v1) of a resource, with a status subresource where the type has a status.
    /// </summary>
    /// <param name="type">Contract of a type that carries <see cref="CustomResourceAttribute"/> and has a property <c>spec</c>.</param>
    /// <exception cref="ArgumentException">The type lacks the attribute or the property.</exception>
    public static JsonObject Generate(JsonTypeInfo type)
    {
        var resource = type.Type.GetCustomAttribute<CustomResourceAttribute>()
            ?? throw new ArgumentException($"{type.Type} has no {nameof(CustomResourceAttribute)}.", nameof(type));

        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = $"{resource.Plural}.{resource.Group}" },
            ["spec"] = new JsonObject
            {
                ["group"] = resource.Group,
                ["names"] = Names(resource),
                ["scope"] = resource.Namespaced ? "Namespaced" : "Cluster",
                ["versions"] = new JsonArray(Version(resource, type)),
            },
        };
    }

    private static JsonObject Names(CustomResourceAttribute resource) => new()
    {
        ["kind"] = resource.Kind,
        ["listKind"] = $"{resource.Kind}List",
        ["plural"] = resource.Plural,
        ["singular"] = resource.Kind.ToLowerInvariant(),
        ["shortNames"] = new JsonArray([.. resource.ShortNames.Select(name => JsonValue.Create(name))]),
        ["categories"] = new JsonArray([.. resource.Categories.Select(name => JsonValue.Create(name))]),
    };

    private static JsonObject Version(CustomResourceAttribute resource, JsonTypeInfo type)
    {
        var properties = new JsonObject
        {
            ["apiVersion"] = new JsonObject { ["type"] = "string" },
            ["kind"] = new JsonObject { ["type"] = "string" },
            ["metadata"] = new JsonObject { ["type"] = "object" },
            ["spec"] = FindSchema("spec", type) ?? throw new ArgumentException($"{type.Type} has no property 'spec'.", nameof(type)),
        };
        var version = new JsonObject { ["name"] = resource.Version, ["served"] = true, ["storage"] = true };
        if (FindSchema("status", type) is { } status)
        {
            properties["status"] = status;
            version["subresources"] = new JsonObject { ["status"] = new JsonObject() };
        }

        version["additionalPrinterColumns"] = new JsonArray([.. type.Type.GetCustomAttributes<PrinterColumnAttribute>().Select(Column)]);
        version["schema"] = new JsonObject
        {
            ["openAPIV3Schema"] = new JsonObject
            {
                ["description"] = $"{resource.Kind} of {resource.Group}/{resource.Version}.",
                ["type"] = "object",
                ["properties"] = properties,
                ["required"] = new JsonArray("spec"),
            },
        };
        return version;
    }

    private static JsonObject Column(PrinterColumnAttribute column)
    {
        var printed = new JsonObject { ["name"] = column.Name, ["type"] = column.Type, ["jsonPath"] = column.JsonPath };
        if (column.Wide)
        {
            printed["priority"] = 1;
        }

        return printed;
    }

    private static JsonObject? FindSchema(string property, JsonTypeInfo type) =>
        type.Properties.FirstOrDefault(candidate => candidate.Name == property) is { } member
            ? StructuralSchema.Generate(type.Options.GetTypeInfo(member.PropertyType))
            : null;
}
