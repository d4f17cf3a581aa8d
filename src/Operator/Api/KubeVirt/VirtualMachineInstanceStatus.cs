namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>Status of a VirtualMachineInstance.</summary>
public sealed record VirtualMachineInstanceStatus
{
    /// <summary>Phase: Pending, Scheduling, Scheduled, Running, Succeeded, Failed, Unknown.</summary>
    public string? Phase { get; init; }

    /// <summary>Node on which it runs.</summary>
    public string? NodeName { get; init; }

    /// <summary>Volumes as found.</summary>
    public IReadOnlyList<VolumeStatus> VolumeStatus { get => field ?? []; init; }

    /// <summary>Network interfaces as found.</summary>
    public IReadOnlyList<InterfaceStatus> Interfaces { get => field ?? []; init; }
}
