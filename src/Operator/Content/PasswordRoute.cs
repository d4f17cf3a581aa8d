namespace ConfigDrive.Operator.Content;

/// <summary>
/// How a Linux guest with cloud-init gets its password: by the guest hook, which works with any <c>users</c> and <c>chpasswd</c> of the tenant; by a
/// cloud-config in the vendor data, which cloud-init merges with the tenant's; or by both, the cloud-config for the first start. A password that
/// cannot arrive is refused.
/// </summary>
internal static class PasswordRoute
{
    private const string UserData = "spec.userData";

    /// <summary>Whether the vendor data has a cloud-config with the password.</summary>
    public static bool HasCloudConfig(DriveContent content)
    {
        if (content is not { GuestOS: GuestOS.Linux, Password: { } password })
        {
            return false;
        }

        // The hook sets it in any case. Ours would replace the tenant's chpasswd in part or whole, so the tenant's stays.
        return content.GuestHook is GuestHook.None
            || (password is { IsHash: false, User: null }
                && !VendorDataOf(content).Any(vendor => vendor.Config is { HasPassword: true } or { HasChpasswd: true })
                && !UserDataOf(content).ChpasswdHidesPassword);
    }

    /// <exception cref="InvalidContentException">The password is due, and the tenant's user data or vendor data keep cloud-init from it.</exception>
    public static void Check(DriveContent content)
    {
        if (content is { GuestOS: GuestOS.Linux, Password: { } password }
            && (content.Layouts.Contains(Layout.OpenStack) || content.Layouts.Contains(Layout.NoCloud))
            && HindranceOf(content, password) is { } hindrance)
        {
            throw new InvalidContentException(hindrance.Field, hindrance.Rule);
        }
    }

    private static (string Field, string Rule)? HindranceOf(DriveContent content, GuestPassword password)
    {
        var userData = UserDataOf(content);
        if (content.GuestHook is not GuestHook.None)
        {
            return userData.DisablesVendorData
                ? (UserData, "disables vendor data (vendor_data), and with it the guest hook that sets the password of spec.password: remove that, or set "
                    + "spec.guestHook: None and set the password in the user data in place of spec.password")
                : null;
        }

        foreach (var (field, config) in VendorDataOf(content))
        {
            if ((config.HasPassword ? "password" : config.HasChpasswd ? "chpasswd" : null) is { } key)
            {
                return (field, $"has {key}, and cloud-init can follow either that or spec.password: remove one of the two, or set spec.guestHook: EachStart, "
                    + "by which both take effect");
            }
        }

        // Images with CloudStack's guest scripts read the password from its layout, independent of cloud-init.
        if (content.Layouts.Contains(Layout.CloudStack))
        {
            return null;
        }

        var hindrance = userData switch
        {
            { DisablesVendorData: true } => "disables vendor data (vendor_data), by which cloud-init gets",
            { HasPassword: true } => "has password, which cloud-init takes in place of",
            { ChpasswdHidesPassword: true } => "has chpasswd with its own users, for which cloud-init ignores",
            _ => null,
        };
        if (hindrance is not null)
        {
            return (UserData, $"{hindrance} spec.password: remove that, or remove spec.password, or set spec.guestHook: EachStart"
                + (userData.DisablesVendorData ? " with vendor data enabled" : ""));
        }

        return password.User is null && FieldWithoutDefaultUser(content, userData) is { } without
            ? (without, "has users without default, so that no user is left for spec.password: add default to users, name the user in spec.password.user, "
                + "or set spec.guestHook: EachStart")
            : null;
    }

    // The first that has users is the one whose users count: user data over the second vendor data over the first over the class's (cloudinit/helpers.py, ConfigMerger).
    private static string? FieldWithoutDefaultUser(DriveContent content, CloudConfig userData)
    {
        (string Field, CloudConfig Config)[] all = [(UserData, userData), .. VendorDataOf(content).Reverse()];
        var deciding = all.FirstOrDefault(each => each.Config.HasUsers);
        return deciding.Config is { HasDefaultUser: false } && !all.Any(each => each.Config.NamesDefaultUser) ? deciding.Field : null;
    }

    private static CloudConfig UserDataOf(DriveContent content) => content.UserData is { } bytes ? CloudConfig.Read(bytes) : CloudConfig.Unknown;

    private static (string Field, CloudConfig Config)[] VendorDataOf(DriveContent content) =>
    [
        .. content.Class is { VendorData: { } provider } given ? [(given.FieldOf("spec.vendorData"), CloudConfig.Read(provider))] : Array.Empty<(string, CloudConfig)>(),
        ("spec.vendorData", content.VendorData is { } first ? CloudConfig.Read(first) : CloudConfig.Unknown),
        ("spec.vendorData2", content.VendorData2 is { } second ? CloudConfig.Read(second) : CloudConfig.Unknown),
    ];
}
