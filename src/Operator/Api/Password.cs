using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("The password of the guest's default user.")]
public sealed record Password
{
    [Description("The key of a Secret that holds the password, in clear.")]
    public required KeySelector SecretKeyRef { get; init; }

    [Description("How long the password stays on the drive: for one start of the VirtualMachine, or always.")]
    [Schema(Default = "\"NextStart\"")]
    public PasswordLifetime Lifetime { get; init; }
}
