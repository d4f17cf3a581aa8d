namespace ConfigDrive.Operator.Content.Layouts;

/// <summary>
/// The files that cloud-init's NoCloud finds in the root of a volume labelled <c>cidata</c> (cloudinit/sources/DataSourceNoCloud.py).
/// <c>meta-data</c> and <c>user-data</c> are always there: without either of them it refuses the volume.
/// <para>
/// A Windows guest's password is not among them: cloudbase-init's service for this layout (cloudbaseinit/metadata/services/nocloudservice.py)
/// reads neither passwords nor vendor data.
/// </para>
/// </summary>
internal static class NoCloudLayout
{
    public const string MetaData = "meta-data";
    public const string UserData = "user-data";
    public const string VendorData = "vendor-data";
    public const string NetworkConfig = "network-config";

    public static IEnumerable<DriveFile> Files(DriveContent content) => DriveFile.Present(
        (MetaData, JsonText.WriteYaml(MetaDataOf(content))),
        (UserData, content.UserData ?? ReadOnlyMemory<byte>.Empty),
        (VendorData, VendorDataText(content) is { } vendorData ? Encoding.UTF8.GetBytes(vendorData) : DriveFile.Absent),
        (NetworkConfig, content.NetworkConfig));

    /// <summary>
    /// <c>meta-data</c>: YAML, written as JSON. It has what cloud-init's NoCloud acts on (cloudinit/sources/__init__.py), and the user's own entries
    /// under <c>meta</c>, as in <c>meta_data.json</c>, which templates find as <c>ds.meta_data.meta</c>.
    /// </summary>
    private static JsonObject MetaDataOf(DriveContent content) => new()
    {
        ["instance-id"] = content.Metadata.InstanceID,
        ["local-hostname"] = content.Metadata.Hostname,
        ["availability-zone"] = content.Metadata.AvailabilityZone,

        // A list of lines: cloud-init, cloudbase-init and others accept it, while no other form is accepted by all.
        ["public-keys"] = JsonText.ListOf(content.PublicKeys.Select(key => key.Line)),
        ["meta"] = JsonText.ObjectOf(content.Metadata.Extra),
    };

    // There is no second file for the second vendor data; as the last part it is merged over the others, like vendor_data2.json.
    private static string? VendorDataText(DriveContent content)
    {
        string[] parts = content.VendorData2 is { } second ? [.. VendorDataParts.From(content), second] : [.. VendorDataParts.From(content)];
        return parts switch
        {
            [] => null,
            [var only] => only,
            _ => MultipartMessage.Write(parts),
        };
    }
}
