using System.Text.RegularExpressions;

namespace ConfigDrive.Operator.Content;

/// <summary>Checks that a password means the same to every guest that reads it.</summary>
internal static partial class PasswordText
{
    // "saved_password" is what CloudStack's guest scripts take for "no new password"
    // (cloud-set-guest-sshkey-password-userdata-configdrive.in); for the others cloud-init makes up a password of its own
    // (cloudinit/config/cc_set_passwords.py).
    private static readonly string[] Reserved = ["saved_password", "R", "RANDOM"];

    /// <summary>The password, or its hash, without the line break that editors and <c>echo</c> leave at its end.</summary>
    /// <param name="text">What the Secret holds.</param>
    /// <param name="isHash">Whether it is to be a hash of crypt(5).</param>
    /// <param name="field">The field that names the Secret, for messages.</param>
    /// <exception cref="InvalidContentException">It is empty, cannot be typed, is a word that guests reserve, or is a hash where none is said to be,
    /// or none where one is.</exception>
    public static string Check(string text, bool isHash, string field)
    {
        var password = text.EndsWith('\n') ? text[..^1].TrimEnd('\r') : text;
        if (string.IsNullOrWhiteSpace(password))
        {
            throw new InvalidContentException(field, "is empty: put a password into the Secret, or remove spec.password");
        }

        if (isHash)
        {
            return CryptHash().IsMatch(password) && HashCharacters().IsMatch(password)
                ? password
                : throw new InvalidContentException(
                    field,
                    "is no hash of crypt(5), as spec.password.hashed says: put one into the Secret, for example of mkpasswd --method=sha-512 (printable ASCII "
                    + "without blanks and colons, the method in front as in $6$), or remove spec.password.hashed");
        }

        if (password.Any(char.IsControl))
        {
            throw new InvalidContentException(
                field, "holds a line break or another control character, which no guest can take: use printable characters on one line");
        }

        if (CryptHash().IsMatch(password))
        {
            throw new InvalidContentException(
                field,
                "looks like a hash of crypt(5), which some guests would set as the hash and others as the password: set spec.password.hashed: true to have it "
                + "set as a hash, or give the password in clear");
        }

        return Reserved.Contains(password, StringComparer.Ordinal)
            ? throw new InvalidContentException(field, "is a word that guests reserve for \"no password\" or \"a random password\": choose another")
            : password;
    }

    // The methods of crypt(5) that have a prefix, each with what follows it: parameters or salt, another $, and the hash; NT's ($3$) has no salt. What
    // cloud-init takes for a hash (cloudinit/config/cc_set_passwords.py) is among them.
    [GeneratedRegex(@"^\$((1|2[abxy]|5|6|7|y|gy|sha1|md5(,[^$]*)?)\$.*\$.|3\$\$.)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CryptHash();

    // A colon or a blank would end the field of shadow(5), or of what chpasswd reads.
    [GeneratedRegex(@"^[\x21-\x39\x3B-\x7E]+\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HashCharacters();
}
