using System.ComponentModel;

namespace ConfigDrive.Operator.Api;

[Description("A revision with a password on it.")]
public sealed record PasswordRevision
{
    [Description("The revision.")]
    public required string Revision { get; init; }

    [Description("Keyed digest of the password.")]
    public required string Digest { get; init; }
}
