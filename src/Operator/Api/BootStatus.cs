using System.ComponentModel;

namespace ConfigDrive.Operator.Api;

[Description("What a VirtualMachineInstance started with. A medium that is changed later does not change it.")]
public sealed record BootStatus
{
    [Description("UID of the VirtualMachineInstance.")]
    public required string VirtualMachineInstanceUID { get; init; }

    [Description("The claim in the drive when it was first seen; absent when the drive was empty or missing.")]
    public string? ClaimName { get; init; }
}
