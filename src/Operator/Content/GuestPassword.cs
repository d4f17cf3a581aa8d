using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace ConfigDrive.Operator.Content;

/// <summary>A password that is due and means the same to every guest that reads it. Its text form shows nothing of it.</summary>
/// <param name="Text">The password, or its hash.</param>
/// <param name="Id">
/// Distinguishes deliveries: the guest sets a password once, and remembers this. Derived from the password without a key, so that <c>render</c> makes
/// the same drive; so it is only beside the password, and in a file of the guest's root.
/// </param>
/// <param name="IsHash">Whether the text is a hash of crypt(5).</param>
/// <param name="User">Whose it is; <c>null</c> for the guest's default user.</param>
internal sealed partial record GuestPassword(string Text, string Id, bool IsHash = false, string? User = null)
{
    // To CloudStack's guest scripts "saved_password" means "no new password" (cloud-set-guest-sshkey-password-userdata-configdrive.in); for the others
    // cloud-init generates a random password (cloudinit/config/cc_set_passwords.py).
    private static readonly string[] Reserved = ["saved_password", "R", "RANDOM"];

    /// <summary>The password in a Secret, without the line break that editors and <c>echo</c> leave at its end.</summary>
    /// <exception cref="InvalidContentException">It is empty, cannot be typed, is a word that guests reserve, or is a hash although <c>hashed</c> is
    /// not set, or the reverse.</exception>
    public static GuestPassword Read(string text, Password wanted, string virtualMachine, string field)
    {
        var password = text.EndsWith('\n') ? text[..^1].TrimEnd('\r') : text;
        if (FaultOf(password, wanted.Hashed) is { } fault)
        {
            throw new InvalidContentException(field, fault);
        }

        var delivery = Encoding.UTF8.GetBytes($"{virtualMachine}\n{wanted.User}\n{wanted.Hashed}\n{password}");
        return new GuestPassword(password, Convert.ToHexStringLower(SHA256.HashData(delivery).AsSpan(0, 5)), wanted.Hashed, wanted.User);
    }

    public override string ToString() => nameof(GuestPassword);

    private static string? FaultOf(string password, bool isHash) => password switch
    {
        _ when string.IsNullOrWhiteSpace(password) => "is empty: put a password into the Secret, or remove spec.password",
        _ when isHash => CryptHash().IsMatch(password) && HashCharacters().IsMatch(password)
            ? null
            : "is not a hash of crypt(5), as spec.password.hashed says: put one into the Secret, for example of mkpasswd --method=sha-512 (printable ASCII "
                + "without blanks and colons, the method in front as in $6$), or remove spec.password.hashed",
        _ when password.Any(char.IsControl) =>
            "contains a line break or another control character, which no guest accepts: use printable characters on one line",
        _ when CryptHash().IsMatch(password) =>
            "looks like a hash of crypt(5), which some guests would set as the hash and others as the password: set spec.password.hashed: true to have it "
            + "set as a hash, or give the password in clear",
        _ when Reserved.Contains(password, StringComparer.Ordinal) =>
            "is a word that guests reserve for \"no password\" or \"a random password\": choose another",
        _ => null,
    };

    // The methods of crypt(5) that have a prefix, each with what follows it: parameters or salt, another $, and the hash; NT's ($3$) has no salt. What
    // cloud-init takes for a hash (cloudinit/config/cc_set_passwords.py) is among them.
    [GeneratedRegex(@"^\$((1|2[abxy]|5|6|7|y|gy|sha1|md5(,[^$]*)?)\$.*\$.|3\$\$.)", RegexOptions.ExplicitCapture, MatchTimeout.Milliseconds)]
    private static partial Regex CryptHash();

    // A colon or a blank would end the field of shadow(5), or of what chpasswd reads.
    [GeneratedRegex(@"^[\x21-\x39\x3B-\x7E]+\z", RegexOptions.None, MatchTimeout.Milliseconds)]
    private static partial Regex HashCharacters();
}
