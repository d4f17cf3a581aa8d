namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>Spec of a VirtualMachine.</summary>
public sealed record VirtualMachineSpec
{
    /// <summary>When it runs: Always, Halted, Manual, RerunOnFailure, Once, WaitAsReceiver. Excludes <see cref="Running"/>.</summary>
    public string? RunStrategy { get; init; }

    /// <summary>Older form of <see cref="RunStrategy"/>: Always or Halted.</summary>
    public bool? Running { get; init; }

    /// <summary>The instance type, when one is used.</summary>
    public InstancetypeMatcher? Instancetype { get; init; }

    /// <summary>What a changed volume of a running VirtualMachine means: Replacement, or Migration of its content.</summary>
    public string? UpdateVolumesStrategy { get; init; }

    /// <summary>Template of the VirtualMachineInstance.</summary>
    public VirtualMachineInstanceTemplate Template { get => field ?? new(); init; }
}
