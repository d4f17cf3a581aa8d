using ConfigDrive.Kubernetes.Serialization;

namespace ConfigDrive.Operator.Commands;

/// <summary>Objects read from manifests: files, folders (their .yaml, .yml and .json files, also in subfolders) or standard input.</summary>
internal sealed class Manifests
{
    private const string StandardInput = "-";
    private const string DefaultNamespace = "default";

    private readonly List<Manifest> manifests = [];

    /// <summary>Reads every document of every path, and the items of lists.</summary>
    /// <exception cref="InvalidInputException">A path cannot be read, or is not YAML.</exception>
    public static Manifests Read(IEnumerable<string> paths, TextReader standardInput)
    {
        var result = new Manifests();
        foreach (var path in paths.SelectMany(Expand))
        {
            result.Add(path, standardInput);
        }

        return result;
    }

    /// <summary>All objects of a kind, in any version; each gets the namespace <c>default</c> when it names none.</summary>
    /// <exception cref="InvalidInputException">One has a field that cannot be read.</exception>
    public IEnumerable<T> OfKind<T>(ResourceDefinition<T> definition) where T : class, IKubernetesObject
    {
        foreach (var manifest in manifests.Where(manifest => manifest.Is(definition.Group, definition.Kind)))
        {
            T resource;
            try
            {
                resource = manifest.Content.Deserialize(definition.TypeInfo)!;
            }
            catch (JsonException exception)
            {
                throw new InvalidInputException($"{manifest.Describe()}: {exception.Path ?? "$"} cannot be read: {exception.Message}");
            }

            if (definition.Namespaced && resource.Metadata.Namespace is null)
            {
                resource.Metadata = resource.Metadata with { Namespace = DefaultNamespace };
            }

            yield return resource;
        }
    }

    private static IEnumerable<string> Expand(string path) => !Directory.Exists(path)
        ? [path]
        : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".yaml" or ".yml" or ".json")
            .Order(StringComparer.Ordinal);

    private void Add(string path, TextReader standardInput)
    {
        try
        {
            using var reader = path == StandardInput ? standardInput : new StreamReader(path);
            foreach (var document in KubernetesYaml.ReadAll(reader))
            {
                Add(path, document);
            }
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: {exception.Message}");
        }
    }

    private void Add(string path, JsonNode document)
    {
        if (document is not JsonObject content || content["kind"] is not JsonValue)
        {
            throw new InvalidInputException($"{path}: a document is not a Kubernetes object: it has no 'kind'");
        }

        if (content["items"] is JsonArray items)
        {
            foreach (var item in items.OfType<JsonObject>())
            {
                Add(path, item);
            }
        }
        else
        {
            manifests.Add(new Manifest(path, content));
        }
    }
}

internal sealed record Manifest(string File, JsonObject Content)
{
    /// <summary>Whether the object is of a kind, in any version of its group; the core group is empty.</summary>
    public bool Is(string group, string kind) =>
        Text("kind") == kind && (group.Length == 0
            ? !Text("apiVersion").Contains('/', StringComparison.Ordinal)
            : Text("apiVersion").StartsWith($"{group}/", StringComparison.Ordinal));

    /// <summary>File, kind and name, for messages.</summary>
    public string Describe() => $"""{File}: {Text("kind")} "{(Content["metadata"] as JsonObject)?["name"]}" """.TrimEnd();

    private string Text(string field) => Content[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
