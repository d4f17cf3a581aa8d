using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("The password of a user of the guest.")]
public sealed record Password
{
    [Description("The key of a Secret that holds the password.")]
    public required KeySelector SecretKeyRef { get; init; }

    [Description("How long the password stays on the drive: for one start of the VirtualMachine, or always.")]
    [Schema(Default = "\"NextStart\"")]
    public PasswordLifetime Lifetime { get; init; }

    [Description("Whose password it is. Default: the guest's default user.")]
    [Schema(
        Pattern = "^[a-z_][a-z0-9_-]*$",
        MaxLength = 32,
        PatternInWords = "the name of a user: lower-case letters, digits, hyphens and underscores, the first not a digit or hyphen")]
    public string? User { get; init; }

    [Description("Whether the Secret holds a hash of crypt(5) in place of the password itself.")]
    public bool Hashed { get; init; }
}
