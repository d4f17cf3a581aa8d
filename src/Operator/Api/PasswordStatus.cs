using System.ComponentModel;

namespace ConfigDrive.Operator.Api;

[Description("Delivery of the password.")]
public sealed record PasswordStatus
{
    [Description("Whether the password waits for a start of the VirtualMachine.")]
    public bool Pending { get; init; }

    [Description("UID of the VirtualMachineInstance that got the last password.")]
    public string? DeliveredTo { get; init; }
}
