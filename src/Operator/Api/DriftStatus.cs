using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("How often something else undid what the operator had written to the VirtualMachine.")]
public sealed record DriftStatus
{
    [Description("What the operator wrote last: the name of the claim, or empty for a drive without medium.")]
    public required string Written { get; init; }

    [Description("Generation of the ConfigDrive at that time.")]
    public long? Generation { get; init; }

    [Description("How often it was undone.")]
    public int Rounds { get; init; }

    [Description("Since when it is counted.")]
    [Schema(Format = "date-time")]
    public string? Since { get; init; }
}
