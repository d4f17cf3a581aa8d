namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>Spec of a VirtualMachine.</summary>
public sealed record VirtualMachineSpec
{
    /// <summary>The instance type, when one is used.</summary>
    public InstancetypeMatcher? Instancetype { get; init; }

    /// <summary>What a changed volume of a running VirtualMachine means: Replacement, or Migration of its content.</summary>
    public string? UpdateVolumesStrategy { get; init; }

    /// <summary>Template of the VirtualMachineInstance.</summary>
    public VirtualMachineInstanceTemplate Template { get => field ?? new(); init; }
}
