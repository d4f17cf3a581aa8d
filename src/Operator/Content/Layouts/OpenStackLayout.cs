namespace ConfigDrive.Operator.Content.Layouts;

/// <summary>
/// The tree <c>openstack/</c> of a Nova config drive (nova/api/metadata/base.py, <c>metadata_for_config_drive</c>), in the one directory that every
/// guest reads, <c>latest</c>: cloud-init would prefer a dated directory beside it. A file without content is absent: an empty
/// <c>network_data.json</c> would leave a guest without network, and other empty files make cloud-init refuse the drive. There is no
/// <c>random_seed</c>, which would make every image differ.
/// </summary>
internal static class OpenStackLayout
{
    private const string Latest = "openstack/latest";

    public static IEnumerable<DriveFile> Files(DriveContent content) => DriveFile.Present(
        ($"{Latest}/meta_data.json", JsonText.Write(MetaData(content))),
        ($"{Latest}/user_data", content.UserData),
        ($"{Latest}/vendor_data.json", VendorData([.. VendorDataParts.From(content)])),
        ($"{Latest}/vendor_data2.json", VendorData(content.VendorData2 is { } second ? [second] : [])), // cloud-init merges it over the other
        ($"{Latest}/network_data.json", content.NetworkData))
        .Concat(content.Files.Select((file, index) => new DriveFile("openstack" + ContentPath(index), file.Content)));

    /// <summary>
    /// <c>meta_data.json</c> (nova/api/metadata/base.py, <c>_metadata_as_json</c>). Keys are in a fixed order; one without value is absent, never
    /// <c>null</c> or empty. Beyond Nova's keys there are KubeVirt's <c>instance_type</c> and the four that CloudStack adds, with its
    /// hyphens.
    /// </summary>
    private static JsonObject MetaData(DriveContent content)
    {
        var metadata = content.Metadata;
        return new JsonObject
        {
            ["uuid"] = metadata.InstanceID,
            ["name"] = metadata.Name,
            ["hostname"] = metadata.Hostname,
            ["launch_index"] = 0,
            ["availability_zone"] = metadata.AvailabilityZone,
            ["project_id"] = metadata.CloudDomain,
            ["instance_type"] = metadata.ServiceOffering,

            // cloudbase-init takes the password from here. cloud-init never does, but copies all of meta_data.json to the world-readable
            // /run/cloud-init/instance-data.json; so a Linux guest gets its password in the vendor data instead, which cloud-init keeps to root.
            ["admin_pass"] = content.GuestOS is GuestOS.Windows ? content.Password?.Text : null,

            // Both forms, as in Nova: public_keys is what cloud-init, afterburn, Flatcar and cirros read; cloudbase-init reads both and drops
            // doubles.
            ["public_keys"] = JsonText.ObjectOf(content.PublicKeys.Select(key => KeyValuePair.Create(key.Name, key.Line))),
            ["keys"] = JsonText.ListOf(content.PublicKeys.Select(key => new JsonObject { ["name"] = key.Name, ["type"] = "ssh", ["data"] = key.Line })),
            ["meta"] = JsonText.ObjectOf(metadata.Extra),
            ["files"] = JsonText.ListOf(content.Files.Select((file, index) => new JsonObject { ["path"] = file.Path, ["content_path"] = ContentPath(index) })),
            ["devices"] = JsonText.ListOf(content.Devices.Select(device => new JsonObject
            {
                ["type"] = "nic",
                ["bus"] = "pci",
                ["address"] = device.Address,
                ["mac"] = device.MacAddress,
                ["tags"] = new JsonArray(device.Tag),
            })),
            ["hypervisor-host-name"] = metadata.HypervisorHostName,
            ["cloud-domain"] = metadata.CloudDomain,
            ["cloud-domain-id"] = metadata.CloudDomainID,
            ["cloud-name"] = metadata.CloudName,
        };
    }

    /// <summary>
    /// <c>vendor_data.json</c>: an object whose <c>cloud-init</c> is a text, or a list of texts that cloud-init merges in order
    /// (cloudinit/sources/__init__.py, <c>convert_vendordata</c>).
    /// </summary>
    private static ReadOnlyMemory<byte>? VendorData(string[] parts) => parts switch
    {
        [] => DriveFile.Absent,
        [var only] => JsonText.Write(new JsonObject { ["cloud-init"] = only }),
        _ => JsonText.Write(new JsonObject { ["cloud-init"] = JsonText.ListOf(parts) }),
    };

    /// <summary>Path of an injected file below <c>openstack</c>, as <c>meta_data.json</c> names it.</summary>
    private static string ContentPath(int index) => $"/content/{index:D4}";
}
