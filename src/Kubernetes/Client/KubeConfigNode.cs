using YamlDotNet.RepresentationModel;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>A mapping in a kubeconfig that knows where it stands, so that messages can say so and relative paths can be resolved.</summary>
/// <param name="Mapping">The mapping.</param>
/// <param name="File">The file it is from: relative paths start at its folder.</param>
/// <param name="Field">Its place in the file: <c>users[admin].user</c>.</param>
internal sealed record KubeConfigNode(YamlMappingNode Mapping, string File, string Field)
{
    /// <summary>The text of a field; null when absent or empty.</summary>
    public string? Text(string name) =>
        Mapping.Children.TryGetValue(name, out var node) && node is YamlScalarNode { Value: { Length: > 0 } value } scalar && value != "null" ? scalar.Value : null;

    /// <summary>The text of a field that must be there.</summary>
    public string Required(string name) => Text(name) ?? throw Fault(name, "is missing");

    /// <summary>A mapping inside this one; null when absent.</summary>
    public KubeConfigNode? Child(string name) =>
        Mapping.Children.TryGetValue(name, out var node) && node is YamlMappingNode mapping ? new KubeConfigNode(mapping, File, At(name)) : null;

    /// <summary>The items of a list inside this mapping.</summary>
    public IEnumerable<KubeConfigNode> Items(string name) =>
        Mapping.Children.TryGetValue(name, out var node) && node is YamlSequenceNode items
            ? items.OfType<YamlMappingNode>().Select((item, index) => new KubeConfigNode(item, File, $"{At(name)}[{index}]"))
            : [];

    /// <summary>The texts of a list inside this mapping.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        Mapping.Children.TryGetValue(name, out var node) && node is YamlSequenceNode items
            ? [.. items.OfType<YamlScalarNode>().Select(item => item.Value ?? "")]
            : [];

    /// <summary>A path in a field, made absolute.</summary>
    public string? FilePath(string name) => Text(name) is { } path ? Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(File))!) : null;

    /// <summary>How to read PEM that is in <c>name-data</c> as base64, or in the file that <c>name</c> names; null when neither is there.</summary>
    public Func<string>? Pem(string name)
    {
        if (Text($"{name}-data") is { } data)
        {
            try
            {
                var pem = System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(data));
                return () => pem;
            }
            catch (FormatException exception)
            {
                throw Fault($"{name}-data", "is not base64", exception);
            }
        }

        return FilePath(name) is { } path ? () => System.IO.File.ReadAllText(path) : null;
    }

    /// <summary>The complaint about a field.</summary>
    public KubeConfigException Fault(string name, string fault, Exception? cause = null) => new($"{File}: {At(name)} {fault}", cause);

    private string At(string name) => Field.Length == 0 ? name : $"{Field}.{name}";
}
