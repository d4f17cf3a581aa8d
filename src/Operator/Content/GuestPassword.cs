using System.Security.Cryptography;
using System.Text;

namespace ConfigDrive.Operator.Content;

/// <summary>A password that is due. Its text form shows nothing of it.</summary>
/// <param name="Text">The password, or its hash.</param>
/// <param name="Id">
/// Tells one delivery from another: the guest sets a password once, and remembers this. Made of the password without a key, so that
/// <c>render</c> makes the same drive; so it stands nowhere but beside the password, and in a file of the guest's root.
/// </param>
/// <param name="IsHash">Whether the text is a hash of crypt(5).</param>
/// <param name="User">Whose it is; <c>null</c> for the guest's default user.</param>
internal sealed record GuestPassword(string Text, string Id, bool IsHash = false, string? User = null)
{
    /// <summary>The password of the guest of a VirtualMachine of that name.</summary>
    public static GuestPassword Of(string virtualMachine, string text, bool isHash, string? user)
    {
        var delivery = $"{virtualMachine}\n{user}\n{isHash}\n{text}";
        return new GuestPassword(text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(delivery)).AsSpan(0, 5)), isHash, user);
    }

    /// <inheritdoc/>
    public override string ToString() => nameof(GuestPassword);
}
