using ConfigDrive.Kubernetes.CustomResources;
using ConfigDrive.Kubernetes.Serialization;

namespace ConfigDrive.Operator.Commands;

/// <summary>
/// Objects read from manifests, as <c>kubectl apply</c> reads them: files, standard input, and folders, of which what is no manifest (values of a chart,
/// say) is left out.
/// </summary>
internal sealed class Manifests
{
    private const string StandardInput = "-";
    private const string DefaultNamespace = "default";

    // Hundreds of drives with all their content; /dev/zero has an end there.
    private const int MostCharacters = 64 * 1024 * 1024;

    private const int MostFaults = 8;

    private readonly List<Manifest> manifests = [];

    /// <summary>Reads every document of every path, and the items of lists.</summary>
    /// <exception cref="InvalidInputException">A path cannot be read, or is not YAML.</exception>
    public static Manifests Read(IEnumerable<string> paths, TextReader standardInput)
    {
        var result = new Manifests();
        foreach (var path in paths)
        {
            try
            {
                result.AddAll(path, standardInput);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new InvalidInputException($"{path}: {exception.Message}");
            }
        }

        return result;
    }

    /// <summary>All objects of a kind; each gets the namespace <c>default</c> when it names none. Of two with one name the last counts.</summary>
    /// <exception cref="InvalidInputException">An API server would refuse one; the message names file and field.</exception>
    public IReadOnlyCollection<T> OfKind<T>(ResourceDefinition<T> definition, ManifestKind kind) where T : class, IKubernetesObject
    {
        var schema = new ManifestSchema(definition.TypeInfo, kind);
        var objects = new Dictionary<NamespacedName, T>();
        foreach (var manifest in manifests.Where(manifest => manifest.Is(definition.Group, definition.Kind)))
        {
            if (kind is ManifestKind.Custom or ManifestKind.BuiltIn && manifest.ApiVersion != definition.ApiVersion)
            {
                throw new InvalidInputException($"{manifest.Describe()}: apiVersion must be {definition.ApiVersion}");
            }

            var resource = Read(manifest, schema, definition);
            if (definition.Namespaced && resource.Metadata.Namespace is null)
            {
                resource.Metadata = resource.Metadata with { Namespace = DefaultNamespace };
            }

            objects[NamespacedName.From(resource)] = resource;
        }

        return objects.Values;
    }

    private static T Read<T>(Manifest manifest, ManifestSchema schema, ResourceDefinition<T> definition) where T : class, IKubernetesObject
    {
        if (definition.Group == OperatorResources.ConfigDrives.Group)
        {
            manifest.Content.Remove("status"); // As when it is applied.
        }

        var faults = schema.Apply(manifest.Content);
        if (faults.Count > 0)
        {
            throw new InvalidInputException($"{manifest.Describe()}: {string.Join("; ", faults.Take(MostFaults))}");
        }

        try
        {
            return manifest.Content.Deserialize(definition.TypeInfo)!;
        }
        catch (JsonException exception)
        {
            // Its own message is about .NET's types.
            var field = exception.Path?.TrimStart('$', '.');
            throw new InvalidInputException($"{manifest.Describe()}: {field} has a value that is too large, or not of the field's form");
        }
    }

    private void AddAll(string path, TextReader standardInput)
    {
        if (Directory.Exists(path))
        {
            foreach (var file in ManifestFolder.Expand(path))
            {
                using var reader = new StreamReader(file);
                AddFile(file, reader, isInFolder: true);
            }
        }
        else
        {
            using var reader = path == StandardInput ? standardInput : new StreamReader(path);
            AddFile(path, reader, isInFolder: false);
        }
    }

    private void AddFile(string path, TextReader reader, bool isInFolder)
    {
        try
        {
            using var text = new StringReader(ReadText(reader));
            foreach (var document in KubernetesYaml.ReadAll(text))
            {
                Add(path, document, isInFolder);
            }
        }
        catch (FormatException exception)
        {
            throw new InvalidInputException($"{path}: {exception.Message}");
        }
    }

    private static string ReadText(TextReader reader)
    {
        var text = new StringBuilder();
        var buffer = new char[64 * 1024];
        while (reader.Read(buffer) is > 0 and var read)
        {
            text.Append(buffer, 0, read);
            if (text.Length > MostCharacters)
            {
                throw new FormatException("it is larger than 64 MiB, which no manifest is");
            }
        }

        return text.ToString();
    }

    private void Add(string path, JsonNode? document, bool isInFolder)
    {
        if (document is JsonObject content && new Manifest(path, content) is { Kind.Length: > 0, ApiVersion.Length: > 0 } manifest)
        {
            if (content["items"] is JsonArray items && manifest.Kind.EndsWith("List", StringComparison.Ordinal))
            {
                foreach (var item in items)
                {
                    Add(path, item, isInFolder: false);
                }
            }
            else
            {
                manifests.Add(manifest);
            }
        }
        else if (!isInFolder)
        {
            throw new InvalidInputException($"{path}: a document is not a Kubernetes object: it needs 'apiVersion' and 'kind'");
        }
    }
}

internal sealed record Manifest(string File, JsonObject Content)
{
    public string ApiVersion => Text("apiVersion");

    public string Kind => Text("kind");

    /// <summary>Whether the object is of a kind, in any version of its group; the core group is empty.</summary>
    public bool Is(string group, string kind) =>
        Kind == kind && (group.Length == 0 ? !ApiVersion.Contains('/', StringComparison.Ordinal) : ApiVersion.StartsWith($"{group}/", StringComparison.Ordinal));

    /// <summary>File, kind and name, for messages.</summary>
    public string Describe() => $"""{File}: {Kind} "{(Content["metadata"] as JsonObject)?["name"]}" """.TrimEnd();

    private string Text(string field) => Content[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
