using System.Text.RegularExpressions;

namespace ConfigDrive.Operator.Content;

/// <summary>Checks that a password means the same to every guest that reads it.</summary>
internal static partial class PasswordText
{
    // "saved_password" is what CloudStack's guest scripts take for "no new password"
    // (cloud-set-guest-sshkey-password-userdata-configdrive.in); for the others cloud-init makes up a password of its own
    // (cloudinit/config/cc_set_passwords.py).
    private static readonly string[] Reserved = ["saved_password", "R", "RANDOM"];

    /// <summary>The password without the line break that editors and <c>echo</c> leave at its end.</summary>
    /// <exception cref="InvalidContentException">It is empty, cannot be typed, or is a word that guests reserve.</exception>
    public static string Check(string text, string field)
    {
        var password = text.EndsWith('\n') ? text[..^1].TrimEnd('\r') : text;
        if (string.IsNullOrWhiteSpace(password))
        {
            throw new InvalidContentException(field, "is empty: put a password into the Secret, or remove spec.password");
        }

        if (password.Any(char.IsControl))
        {
            throw new InvalidContentException(
                field, "holds a line break or another control character, which no guest can take: use printable characters on one line");
        }

        if (CryptHash().IsMatch(password))
        {
            throw new InvalidContentException(
                field, "looks like a hash of crypt(3), which cloud-init would set as the hash and others as the password: give it in clear");
        }

        return Reserved.Contains(password, StringComparer.Ordinal)
            ? throw new InvalidContentException(field, "is a word that guests reserve for \"no password\" or \"a random password\": choose another")
            : password;
    }

    // As in cloudinit/config/cc_set_passwords.py.
    [GeneratedRegex(@"^\$(1|2a|2y|5|6)(\$.+){2}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CryptHash();
}
