using System.Globalization;

namespace ConfigDrive.Operator.Content.OpenStack;

/// <summary>
/// The tree <c>openstack/</c> of a Nova config drive (nova/api/metadata/base.py, <c>metadata_for_config_drive</c>), in the one directory
/// that every guest reads, <c>latest</c>: a dated directory beside it would beat it in cloud-init. A file that has nothing to say is
/// absent: an empty <c>network_data.json</c> would leave a guest without network, and other empty files make cloud-init refuse the drive.
/// There is no <c>random_seed</c>, which would make every image differ.
/// </summary>
internal static class OpenStackLayout
{
    private const string Latest = "openstack/latest";

    /// <summary>The files of <paramref name="content"/>.</summary>
    public static IEnumerable<DriveFile> Files(DriveContent content)
    {
        yield return new DriveFile($"{Latest}/meta_data.json", MetaData.Write(content));

        if (content.UserData is { } userData)
        {
            yield return new DriveFile($"{Latest}/user_data", userData);
        }

        if (VendorData.Write(content) is { } vendorData)
        {
            yield return new DriveFile($"{Latest}/vendor_data.json", vendorData);
        }

        if (VendorData.Write2(content) is { } vendorData2)
        {
            yield return new DriveFile($"{Latest}/vendor_data2.json", vendorData2);
        }

        if (content.NetworkData is { } networkData)
        {
            yield return new DriveFile($"{Latest}/network_data.json", networkData);
        }

        for (var index = 0; index < content.Files.Count; index++)
        {
            yield return new DriveFile("openstack" + ContentPath(index), content.Files[index].Content);
        }
    }

    /// <summary>Path of an injected file below <c>openstack</c>, as <c>meta_data.json</c> names it.</summary>
    public static string ContentPath(int index) => string.Create(CultureInfo.InvariantCulture, $"/content/{index:D4}");
}
