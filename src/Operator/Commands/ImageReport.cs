using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Iso;
using ConfigDrive.Kubernetes.Serialization;
using ConfigDrive.Operator.Content.Layouts;
using ConfigDrive.Operator.Reconciling;

namespace ConfigDrive.Operator.Commands;

/// <summary>What <c>inspect</c> tells of an image.</summary>
internal static class ImageReport
{
    /// <summary>Label, revision, sizes, every path, the parsed metadata, and the rules that the image breaks.</summary>
    /// <param name="image">The image.</param>
    /// <param name="showSecrets">Whether passwords, keys, user data and vendor data are shown.</param>
    /// <exception cref="IsoFormatException">The image is damaged.</exception>
    public static JsonObject Of(ReadOnlyMemory<byte> image, bool showSecrets)
    {
        var reader = IsoReader.Open(image);
        var files = reader.ReadTree(BestTree(reader))
            .Where(entry => entry.Kind is IsoEntryKind.File)
            .OrderBy(entry => entry.Path, StringComparer.Ordinal)
            .ToList();
        var report = new JsonObject
        {
            ["volumeLabel"] = reader.VolumeLabel,
            ["jolietVolumeLabel"] = reader.JolietVolumeLabel,
            ["revision"] = RevisionField.Read(reader),
            ["sizeBytes"] = reader.Length,
            ["nameTrees"] = new JsonArray([.. reader.NameTrees.Select(tree => JsonValue.Create(tree.ToString()))]),
            ["files"] = new JsonArray([.. files.Select(file => new JsonObject { ["path"] = file.Path, ["sizeBytes"] = file.Length })]),
            ["openstack"] = OpenStack(reader, files, showSecrets),
            ["cloudstack"] = CloudStack(reader, files, showSecrets),
            ["nocloud"] = NoCloud(reader, files, showSecrets),
            ["findings"] = new JsonArray([.. IsoChecker.Check(image).Select(finding => JsonValue.Create(finding.ToString()))]),
        };
        return report;
    }

    /// <summary>The tree with the names that were meant: Linux reads Rock Ridge first, Windows Joliet.</summary>
    public static IsoNameTree BestTree(IsoReader reader) =>
        reader.NameTrees.Contains(IsoNameTree.RockRidge) ? IsoNameTree.RockRidge
        : reader.NameTrees.Contains(IsoNameTree.Joliet) ? IsoNameTree.Joliet
        : IsoNameTree.Primary;

    private static JsonObject? OpenStack(IsoReader reader, IEnumerable<IsoEntry> files, bool showSecrets)
    {
        const string Folder = "openstack/latest/";
        var result = new JsonObject();
        foreach (var file in files.Where(file => file.Path.StartsWith(Folder, StringComparison.Ordinal)))
        {
            var name = file.Path[Folder.Length..];
            result[name] = name switch
            {
                "meta_data.json" => SecretMask.MetaData(Parse(reader, file), showSecrets),
                "network_data.json" => Parse(reader, file),
                _ => SecretMask.Text(Text(reader, file), showSecrets),
            };
        }

        return result.Count > 0 ? result : null;
    }

    private static JsonObject? CloudStack(IsoReader reader, IEnumerable<IsoEntry> files, bool showSecrets)
    {
        const string Folder = "cloudstack/";
        var result = new JsonObject();
        foreach (var file in files.Where(file => file.Path.StartsWith(Folder, StringComparison.Ordinal)))
        {
            var name = file.Path[Folder.Length..];
            var isPlain = name.StartsWith("metadata/", StringComparison.Ordinal) && !name.Contains("keys", StringComparison.Ordinal);
            result[name] = SecretMask.Text(Text(reader, file), showSecrets || isPlain);
        }

        return result.Count > 0 ? result : null;
    }

    private static JsonObject? NoCloud(IsoReader reader, IEnumerable<IsoEntry> files, bool showSecrets)
    {
        var result = new JsonObject();
        foreach (var file in files)
        {
            switch (file.Path)
            {
                case NoCloudLayout.MetaData:
                    result[file.Path] = SecretMask.NoCloudMetaData(ParseYaml(reader, file), showSecrets);
                    break;
                case NoCloudLayout.NetworkConfig:
                    result[file.Path] = ParseYaml(reader, file);
                    break;
                case NoCloudLayout.UserData or NoCloudLayout.VendorData:
                    result[file.Path] = SecretMask.Text(Text(reader, file), showSecrets);
                    break;
            }
        }

        return result.Count > 0 ? result : null;
    }

    private static JsonNode? ParseYaml(IsoReader reader, IsoEntry file)
    {
        try
        {
            return KubernetesYaml.ReadAll(new StringReader(Text(reader, file))) is [var document, ..] ? document : null;
        }
        catch (FormatException exception)
        {
            return JsonValue.Create($"(not YAML: {exception.Message})");
        }
    }

    private static JsonNode? Parse(IsoReader reader, IsoEntry file)
    {
        try
        {
            return JsonNode.Parse(reader.ReadFile(file));
        }
        catch (JsonException exception)
        {
            return JsonValue.Create($"(not JSON: {exception.Message})");
        }
    }

    private static string Text(IsoReader reader, IsoEntry file) => Encoding.UTF8.GetString(reader.ReadFile(file));
}
