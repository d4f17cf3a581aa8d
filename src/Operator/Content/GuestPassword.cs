namespace ConfigDrive.Operator.Content;

/// <summary>A password that is due. Its text form shows nothing of it.</summary>
/// <param name="Text">The password, or its hash.</param>
/// <param name="IsHash">Whether it is a hash of crypt(5).</param>
/// <param name="User">Whose it is; <c>null</c> for the guest's default user.</param>
public sealed record GuestPassword(string Text, bool IsHash = false, string? User = null)
{
    /// <inheritdoc/>
    public override string ToString() => nameof(GuestPassword);
}
