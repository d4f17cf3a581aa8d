using ConfigDrive.Operator.Content.Guest;
using ConfigDrive.Operator.Content.OpenStack;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// The texts that cloud-init takes as vendor data, in order; each may be of another type, which its first line tells. The last cloud-config
/// wins, and the guest's own user data wins over all of them.
/// </summary>
internal static class VendorDataParts
{
    /// <summary>The parts of <paramref name="content"/>.</summary>
    public static IEnumerable<string> Of(DriveContent content)
    {
        if (content.VendorData is { } vendorData)
        {
            yield return vendorData;
        }

        if (PasswordRoute.HasCloudConfig(content))
        {
            yield return PasswordCloudConfig.Write(content.Password!);
        }

        foreach (var part in GuestHookParts.Of(content))
        {
            yield return part;
        }
    }
}
