using System.Text;

namespace ConfigDrive.Operator.Content.NoCloud;

/// <summary>
/// The files that cloud-init's NoCloud finds in the root of a volume labelled <c>cidata</c> (cloudinit/sources/DataSourceNoCloud.py).
/// <c>meta-data</c> and <c>user-data</c> are always there: without either of them it refuses the volume.
/// <para>
/// A Windows guest's password is not among them: cloudbase-init's service for this layout (cloudbaseinit/metadata/services/nocloudservice.py)
/// reads no password, and vendor data is nothing to it.
/// </para>
/// </summary>
internal static class NoCloudLayout
{
    /// <summary>Name of the metadata.</summary>
    public const string MetaData = "meta-data";

    /// <summary>Name of the user data.</summary>
    public const string UserData = "user-data";

    /// <summary>Name of the vendor data.</summary>
    public const string VendorData = "vendor-data";

    /// <summary>Name of the network configuration.</summary>
    public const string NetworkConfig = "network-config";

    /// <summary>The files of <paramref name="content"/>.</summary>
    public static IEnumerable<DriveFile> Files(DriveContent content)
    {
        yield return new DriveFile(MetaData, NoCloudMetaData.Write(content));
        yield return new DriveFile(UserData, content.UserData ?? ReadOnlyMemory<byte>.Empty);

        if (VendorDataText(content) is { } vendorData)
        {
            yield return new DriveFile(VendorData, Encoding.UTF8.GetBytes(vendorData));
        }

        if (content.NetworkConfig is { } networkConfig)
        {
            yield return new DriveFile(NetworkConfig, networkConfig);
        }
    }

    // There is no second file for the second vendor data; as the last part it is merged over the others, as cloud-init does with
    // vendor_data2.json.
    private static string? VendorDataText(DriveContent content)
    {
        string[] parts = content.VendorData2 is { } second ? [.. VendorDataParts.Of(content), second] : [.. VendorDataParts.Of(content)];
        return parts switch
        {
            [] => null,
            [var only] => only,
            _ => MultipartMessage.Write(parts),
        };
    }
}
