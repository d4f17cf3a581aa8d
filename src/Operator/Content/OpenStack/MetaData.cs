using System.Text.Json;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content.Json;

namespace ConfigDrive.Operator.Content.OpenStack;

/// <summary>
/// <c>meta_data.json</c> (nova/api/metadata/base.py, <c>_metadata_as_json</c>). Keys come in a fixed order; one that has nothing to say is
/// absent, never
/// <c>null</c> or empty. Beyond Nova's keys there are KubeVirt's <c>instance_type</c> and the four that CloudStack adds, with its hyphens.
/// </summary>
internal static class MetaData
{
    /// <summary>The bytes of the file.</summary>
    public static ReadOnlyMemory<byte> Write(DriveContent content) => JsonText.Write(content, Write);

    private static void Write(Utf8JsonWriter json, DriveContent content)
    {
        var metadata = content.Metadata;
        json.WriteStartObject();
        json.WriteText("uuid", metadata.InstanceID);
        json.WriteText("name", metadata.Name);
        json.WriteText("hostname", metadata.Hostname);
        json.WriteNumber("launch_index", 0);
        json.WriteText("availability_zone", metadata.AvailabilityZone);
        json.WriteText("project_id", metadata.CloudDomain);
        json.WriteText("instance_type", metadata.ServiceOffering);
        json.WriteText("admin_pass", AdminPass(content));
        WriteKeys(json, content.PublicKeys);
        json.WriteTexts("meta", metadata.Extra);
        WriteFiles(json, content.Files);
        WriteDevices(json, content.Devices);
        json.WriteText("hypervisor-host-name", metadata.HypervisorHostName);
        json.WriteText("cloud-domain", metadata.CloudDomain);
        json.WriteText("cloud-domain-id", metadata.CloudDomainID);
        json.WriteText("cloud-name", metadata.CloudName);
        json.WriteEndObject();
    }

    // cloudbase-init takes the password from here. cloud-init never does, but copies all of meta_data.json to the world-readable
    // /run/cloud-init/instance-data.json; so a Linux guest gets its password in the vendor data instead, which cloud-init keeps to root.
    private static string? AdminPass(DriveContent content) => content.GuestOS is GuestOS.Windows ? content.Password?.Text : null;

    // Both forms, as in Nova: public_keys is what cloud-init, afterburn, Flatcar and cirros read; cloudbase-init reads both and drops
    // doubles.
    private static void WriteKeys(Utf8JsonWriter json, IReadOnlyList<PublicKey> keys)
    {
        if (keys.Count == 0)
        {
            return;
        }

        json.WriteStartObject("public_keys");
        foreach (var key in keys)
        {
            json.WriteText(key.Name, key.Line);
        }

        json.WriteEndObject();
        json.WriteStartArray("keys");
        foreach (var key in keys)
        {
            json.WriteStartObject();
            json.WriteText("name", key.Name);
            json.WriteText("type", "ssh");
            json.WriteText("data", key.Line);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFiles(Utf8JsonWriter json, IReadOnlyList<InjectedFile> files)
    {
        if (files.Count == 0)
        {
            return;
        }

        json.WriteStartArray("files");
        for (var index = 0; index < files.Count; index++)
        {
            json.WriteStartObject();
            json.WriteText("path", files[index].Path);
            json.WriteText("content_path", OpenStackLayout.ContentPath(index));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteDevices(Utf8JsonWriter json, IReadOnlyList<NetworkDevice> devices)
    {
        if (devices.Count == 0)
        {
            return;
        }

        json.WriteStartArray("devices");
        foreach (var device in devices)
        {
            json.WriteStartObject();
            json.WriteText("type", "nic");
            json.WriteText("bus", "pci");
            json.WriteText("address", device.Address);
            json.WriteText("mac", device.MacAddress);
            json.WriteStartArray("tags");
            json.WriteTextValue(device.Tag);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
