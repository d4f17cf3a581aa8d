using ConfigDrive.Iso;
using ConfigDrive.Iso.Reading;
using ConfigDrive.Kubernetes.Serialization;
using ConfigDrive.Operator.Content.Layouts;
using ConfigDrive.Operator.Importing;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Commands;

/// <summary>The output of <c>inspect</c>.</summary>
internal static class ImageReport
{
    /// <summary>Label, revision, sizes, every path, and the parsed metadata.</summary>
    /// <exception cref="FormatException">A file is JSON that readers differ about.</exception>
    /// <exception cref="IsoFormatException">The image is damaged, or has something that is not supported.</exception>
    public static JsonObject Create(ReadOnlyMemory<byte> image, bool showSecrets)
    {
        var reader = IsoReader.Open(image);
        var files = reader.ReadTree(DriveImageReader.BestTree(reader))
            .Where(entry => entry.Kind is IsoEntryKind.File)
            .OrderBy(entry => entry.Path, StringComparer.Ordinal)
            .ToList();
        var mask = new SecretMask(showSecrets);
        return new JsonObject
        {
            ["volumeLabel"] = reader.VolumeLabel,
            ["jolietVolumeLabel"] = reader.JolietVolumeLabel,
            ["revision"] = RevisionField.Read(reader),
            ["sizeBytes"] = reader.Length,
            ["nameTrees"] = new JsonArray([.. reader.NameTrees.Select(tree => JsonValue.Create(tree.ToString()))]),
            ["files"] = new JsonArray([.. files.Select(file => new JsonObject { ["path"] = file.Path, ["sizeBytes"] = file.Length })]),
            ["openstack"] = Shown("openstack/latest/", (name, text) => name switch
            {
                "meta_data.json" => mask.MetaData(ParseJson("openstack/latest/meta_data.json", text)),
                "network_data.json" => ParseJson("openstack/latest/network_data.json", text),
                _ => mask.Text(text),
            }),
            ["cloudstack"] = Shown("cloudstack/", (name, text) =>
                name.StartsWith("metadata/", StringComparison.Ordinal) && !name.Contains("keys", StringComparison.Ordinal) ? text : mask.Text(text)),
            ["nocloud"] = Shown("", (name, text) => name switch
            {
                NoCloudLayout.MetaData => mask.MetaData(ParseYaml(text)),
                NoCloudLayout.NetworkConfig => ParseYaml(text),
                NoCloudLayout.UserData or NoCloudLayout.VendorData => mask.Text(text),
                _ => null,
            }),
        };

        // By name within the folder, without files that are not shown.
        JsonObject? Shown(string folder, Func<string, string, JsonNode?> show)
        {
            var shown = new JsonObject();
            foreach (var file in files.Where(file => folder.Length > 0 ? file.Path.StartsWith(folder, StringComparison.Ordinal) : !file.Path.Contains('/')))
            {
                if (show(file.Path[folder.Length..], Encoding.UTF8.GetString(reader.ReadFile(file))) is { } value)
                {
                    shown[file.Path[folder.Length..]] = value;
                }
            }

            return shown.Count > 0 ? shown : null;
        }
    }

    private static JsonNode? ParseYaml(string text)
    {
        try
        {
            return KubernetesYaml.ReadAll(new StringReader(text)) is [var document, ..] ? document : null;
        }
        catch (FormatException exception)
        {
            return JsonValue.Create($"(not YAML: {exception.Message})");
        }
    }

    /// <exception cref="FormatException">It has a name twice, so that guests differ about what it says.</exception>
    private static JsonNode? ParseJson(string file, string text)
    {
        try
        {
            return StrictJson.Parse(text);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"{file}: {exception.Message}", exception);
        }
        catch (JsonException exception)
        {
            return JsonValue.Create($"(not JSON: {exception.Message})");
        }
    }
}

/// <summary>Masks what must not be on a screen or in the log of a CI pipeline, unless it is to be shown.</summary>
internal sealed class SecretMask(bool show)
{
    private static JsonNode Mask => "(masked)";

    public JsonNode Text(string text) => show ? text : Mask;

    /// <summary>A <c>meta_data.json</c> or <c>meta-data</c> without the values of passwords, keys and random seeds.</summary>
    public JsonNode? MetaData(JsonNode? metaData)
    {
        if (show || metaData is not JsonObject fields)
        {
            return metaData;
        }

        foreach (var name in (ReadOnlySpan<string>)["admin_pass", "random_seed", "public_keys", "public-keys"])
        {
            if (fields[name] is { } secret)
            {
                fields[name] = Hidden(secret);
            }
        }

        foreach (var key in (fields["keys"] as JsonArray ?? []).OfType<JsonObject>())
        {
            key["data"] = Mask;
        }

        return fields;
    }

    /// <summary>Their number, and their names if they have any, stay visible.</summary>
    private static JsonNode Hidden(JsonNode secret) => secret switch
    {
        JsonArray items => new JsonArray([.. items.Select(_ => Mask)]),
        JsonObject properties => new JsonObject(properties.Select(property => KeyValuePair.Create(property.Key, (JsonNode?)Mask))),
        _ => Mask,
    };
}
