using System.Globalization;
using System.Text;

namespace ConfigDrive.Operator.Content.OpenStack;

/// <summary>
/// The cloud-config that makes cloud-init set a password (cloudinit/config/cc_set_passwords.py): of the default user, as CloudStack's vendor
/// data does since 4.20.1, or of another user, which cloud-init 22.3 and later take. cloud-init does so once an instance: a later password
/// reaches a guest with the same instance ID only through the guest hook, through CloudStack's guest scripts, which read
/// <c>vm_password.txt</c>, or an image that runs <c>set-passwords</c> always. Whether SSH accepts passwords is left to the image.
/// </summary>
internal static class PasswordCloudConfig
{
    /// <summary>The text.</summary>
    public static string Write(GuestPassword password) => password.User is { } user
        ? $"#cloud-config\nchpasswd:\n  expire: false\n  users:\n  - {{name: {Quote(user)}, password: {Quote(password.Text)}, type: text}}\n"
        : $"#cloud-config\npassword: {Quote(password.Text)}\nchpasswd:\n  expire: false\n";

    /// <summary>
    /// A double-quoted scalar (YAML 1.1, section 9.1.1), which no password can be taken for anything but text in. What is not plainly
    /// printable is escaped: some of it ends a line in YAML 1.1, some is refused by the parser.
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
}
