using System.Text.Json;
using ConfigDrive.Operator.Content.Json;

namespace ConfigDrive.Operator.Content.NoCloud;

/// <summary>
/// <c>meta-data</c>: YAML, written as JSON. It has what cloud-init's NoCloud acts on (cloudinit/sources/__init__.py): <c>instance-id</c>,
/// <c>local-hostname</c>, <c>availability-zone</c>, <c>public-keys</c>; and the user's own entries under <c>meta</c>, as in
/// <c>meta_data.json</c>, which templates find as <c>ds.meta_data.meta</c>.
/// </summary>
internal static class NoCloudMetaData
{
    /// <summary>The bytes of the file.</summary>
    public static ReadOnlyMemory<byte> Write(DriveContent content) => YamlText.Write(content, Write);

    private static void Write(Utf8JsonWriter json, DriveContent content)
    {
        var metadata = content.Metadata;
        json.WriteStartObject();
        json.WriteText("instance-id", metadata.InstanceID);
        json.WriteText("local-hostname", metadata.Hostname);
        json.WriteText("availability-zone", metadata.AvailabilityZone);
        WriteKeys(json, content.PublicKeys);
        json.WriteTexts("meta", metadata.Extra);
        json.WriteEndObject();
    }

    // A list of lines: cloud-init, cloudbase-init and others take it, while of the other forms each reader takes some.
    private static void WriteKeys(Utf8JsonWriter json, IReadOnlyList<PublicKey> keys)
    {
        if (keys.Count == 0)
        {
            return;
        }

        json.WriteStartArray("public-keys");
        foreach (var key in keys)
        {
            json.WriteTextValue(key.Line);
        }

        json.WriteEndArray();
    }
}
