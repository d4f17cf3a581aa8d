using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("The drive as the VirtualMachineInstance has it.")]
public sealed record AttachedStatus
{
    [Description("Revision of the image.")]
    public required string Revision { get; init; }

    [Description("UID of the VirtualMachineInstance.")]
    public string? VirtualMachineInstanceUID { get; init; }

    [Description("Node on which it runs.")]
    public string? NodeName { get; init; }

    [Description("Since when.")]
    [Schema(Format = "date-time")]
    public string? Since { get; init; }
}
