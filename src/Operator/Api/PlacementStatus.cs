using System.ComponentModel;

namespace ConfigDrive.Operator.Api;

[Description("Where the VirtualMachine runs or, while it is stopped, ran last: a stop must not change the drive.")]
public sealed record PlacementStatus
{
    [Description("Name of the node.")]
    public required string NodeName { get; init; }

    [Description("Zone of the node.")]
    public string? Zone { get; init; }
}
