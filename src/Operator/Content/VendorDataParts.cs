using ConfigDrive.Operator.Content.Layouts;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// The texts of the vendor data for cloud-init, the provider's first, in order; each may be of another type, which its first line says. The last cloud-config wins, and the
/// guest's own user data wins over all of them.
/// </summary>
internal static class VendorDataParts
{
    private const string HookHeader = "#cloud-boothook\n";
    private const string HookStart = "#!/bin/sh\n# Applies password and SSH keys of the config drive: ";

    public static IEnumerable<string> From(DriveContent content) => ((string?[])
    [
        content.Class?.VendorData,
        content.VendorData,
        PasswordRoute.HasCloudConfig(content) ? CloudConfigOf(content.Password!) : null,
        content.GuestHook is GuestHook.None ? null : HookHeader + HookScript(content.VolumeLabel, "early"),
        content.GuestHook is GuestHook.None ? null : HookScript(content.VolumeLabel, "start"),
    ]).OfType<string>();

    /// <summary>Whether a part of vendor data is the guest hook, of this release or another.</summary>
    public static bool IsHook(string part) =>
        (part.StartsWith(HookHeader, StringComparison.Ordinal) ? part[HookHeader.Length..] : part).StartsWith(HookStart, StringComparison.Ordinal);

    /// <summary>
    /// The cloud-config that makes cloud-init set a password (cloudinit/config/cc_set_passwords.py): of the default user, as CloudStack's vendor
    /// data does since 4.20.1, or of another user, with cloud-init 22.3 and later. cloud-init does so once per instance: a later password
    /// reaches a guest with the same instance ID only through the guest hook, through CloudStack's guest scripts, which read
    /// <c>vm_password.txt</c>, or an image that runs <c>set-passwords</c> always. Whether SSH accepts passwords is left to the image.
    /// </summary>
    public static string CloudConfigOf(GuestPassword password) => password.User is { } user
        ? $"#cloud-config\nchpasswd:\n  expire: false\n  users:\n  - {{name: {Quote(user)}, password: {Quote(password.Text)}, type: text}}\n"
        : $"#cloud-config\npassword: {Quote(password.Text)}\nchpasswd:\n  expire: false\n";

    /// <summary>
    /// A double-quoted scalar (YAML 1.1, section 9.1.1), in which any password is read as text. What is not printable is escaped: some of it ends a
    /// line in YAML 1.1, some is refused by the parser.
    /// </summary>
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' or '\\' => quoted.Append('\\').Append((char)rune.Value),
                _ when IsPlain(rune) => quoted.Append(rune.ToString()),
                _ => quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}"),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);

    /// <summary>
    /// With this a guest applies the password and the keys of the drive that it has, not of the one that cloud-init has cached. It only starts the
    /// script on that drive, so it is never outdated.
    /// <list type="bullet">
    /// <item>As a boothook it runs at every boot, early: at the first before users exist, and later while they do. Unlike a cloud-config it is not
    /// merged with the user data, which could replace it (cloudinit/handlers/boot_hook.py).</item>
    /// <item>As a script it runs once per instance, late, when users, keys and passwords are made (cloudinit/config/cc_scripts_vendor.py).</item>
    /// </list>
    /// </summary>
    private static string HookScript(string label, string when) =>
        // The drive is unmounted while the script runs. The schema's pattern allows no character in a label that a shell interprets.
        $"""
        {HookStart}{GuestFiles.ScriptPath} there, {when}.
        drive=$(findfs LABEL={label} 2>/dev/null) && folder=$(mktemp -d /run/configdrive.XXXXXX) || exit 0
        mount -o ro "$drive" "$folder" && script=$(cat "$folder/{GuestFiles.ScriptPath}")
        umount "$folder"
        rmdir "$folder"
        sh -c "$script" configdrive-guest {when} "$drive"

        """;
}
