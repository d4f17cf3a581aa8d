using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.CustomResources;
using ConfigDrive.Kubernetes.Serialization;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Tests.Api;

public sealed class CustomResourceDefinitionTests
{
    private static readonly JsonObject Definition = CustomResourceDefinition.Generate(ConfigDriveJsonContext.Default.V1Alpha1ConfigDrive);
    private static readonly JsonNode Schema = Definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;

    [Fact]
    public void CommittedFile_OfTheTypes_IsUpToDate()
    {
        using var generated = new StringWriter();
        KubernetesYaml.Write(Definition, generated);

        var committed = File.ReadAllText(RepositoryRoot.File("config", "crds", "configdrive.dev_configdrives.yaml"));

        Assert.True(generated.ToString() == committed, "config/crds differs from the types: run 'make crds' and commit the result.");
    }

    [Fact]
    public void CommittedFile_OfTheClass_IsUpToDateAndClusterScoped()
    {
        var definition = CustomResourceDefinition.Generate(ConfigDriveJsonContext.Default.V1Alpha1ConfigDriveClass);
        using var generated = new StringWriter();
        KubernetesYaml.Write(definition, generated);

        var committed = File.ReadAllText(RepositoryRoot.File("config", "crds", "configdrive.dev_configdriveclasses.yaml"));

        Assert.Equal("Cluster", (string?)definition["spec"]!["scope"]);
        Assert.Null(definition["spec"]!["versions"]![0]!["subresources"]);
        Assert.True(generated.ToString() == committed, "config/crds differs from the types: run 'make crds' and commit the result.");
    }

    [Fact]
    public void Defaults_OfTheSchema_AreThoseOfTheTypes()
    {
        var given = JsonNode.Parse("""{"virtualMachineRef":{"name":"web-1"},"password":{"secretKeyRef":{"name":"a","key":"b"}}}""")!;
        var defaulted = given.DeepClone();
        ApplyDefaults(Schema["properties"]!["spec"]!, defaulted);

        // The types write what they default to, so a spec with and one without the server's defaults must come out alike.
        Assert.Equal(Read(defaulted), Read(given));
        Assert.NotEqual(given.ToJsonString(), defaulted.ToJsonString());
    }

    [Fact]
    public void Schema_OfEveryNode_IsStructural()
    {
        var nodes = Nodes(Schema).ToList();

        Assert.True(nodes.Count > 100);
        Assert.All(nodes, node =>
        {
            Assert.True(node["type"] is JsonValue || node["x-kubernetes-int-or-string"] is not null, $"no type: {node.ToJsonString()}");
            Assert.Null(node["$ref"]);
            Assert.False(node["properties"] is not null && node["additionalProperties"] is not null);
        });
    }

    [Fact]
    public void Schema_OfEveryFieldOfTheSpec_HasADescription()
    {
        var spec = Nodes(Schema["properties"]!["spec"]!).SelectMany(node => node["properties"]?.AsObject() ?? []);

        Assert.All(spec, field => Assert.True(field.Value!["description"] is not null, $"{field.Key} has no description"));
    }

    [Fact]
    public void MapLists_OfTheStatus_RequireTheirKeys()
    {
        var conditions = Schema["properties"]!["status"]!["properties"]!["conditions"]!;

        Assert.Equal("map", (string?)conditions["x-kubernetes-list-type"]);
        Assert.Equal(["type"], conditions["x-kubernetes-list-map-keys"]!.AsArray().Select(key => (string?)key));
        Assert.Contains("type", conditions["items"]!["required"]!.AsArray().Select(field => (string?)field));
    }

    private static string Read(JsonNode spec) =>
        JsonSerializer.Serialize(spec.Deserialize(ConfigDriveJsonContext.Default.ConfigDriveSpec), ConfigDriveJsonContext.Default.ConfigDriveSpec!);

    /// <summary>What the API server does on admission (apiextensions-apiserver, pkg/apiserver/schema/defaulting).</summary>
    private static void ApplyDefaults(JsonNode schema, JsonNode value)
    {
        foreach (var (name, field) in schema["properties"]?.AsObject() ?? [])
        {
            if (value is not JsonObject fields)
            {
                return;
            }

            if (fields[name] is null && field!["default"] is { } byDefault)
            {
                fields[name] = byDefault.DeepClone();
            }

            if (fields[name] is { } child)
            {
                ApplyDefaults(field!, child);
            }
        }
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode schema)
    {
        yield return schema;
        var children = (schema["properties"]?.AsObject().Select(field => field.Value) ?? [])
            .Append(schema["items"]).Append(schema["additionalProperties"]);
        foreach (var node in children.OfType<JsonObject>().SelectMany(Nodes))
        {
            yield return node;
        }
    }
}
