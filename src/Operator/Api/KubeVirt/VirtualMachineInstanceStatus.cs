namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>Status of a VirtualMachineInstance.</summary>
public sealed record VirtualMachineInstanceStatus
{
    /// <summary>Phase: Pending, Scheduling, Scheduled, Running, Succeeded, Failed, Unknown.</summary>
    public string? Phase { get; init; }

    /// <summary>When it entered which phase.</summary>
    public IReadOnlyList<PhaseTransition> PhaseTransitionTimestamps { get => field ?? []; init; }

    /// <summary>Node on which it runs.</summary>
    public string? NodeName { get; init; }

    /// <summary>Node from which it is to be moved away, as when that is drained.</summary>
    public string? EvacuationNodeName { get; init; }

    /// <summary>The last migration.</summary>
    public MigrationState? MigrationState { get; init; }

    /// <summary>Conditions: AgentConnected, Synchronized and EvictionRequested among them.</summary>
    public IReadOnlyList<Condition> Conditions { get => field ?? []; init; }

    /// <summary>Volumes as found.</summary>
    public IReadOnlyList<VolumeStatus> VolumeStatus { get => field ?? []; init; }

    /// <summary>Network interfaces as found.</summary>
    public IReadOnlyList<InterfaceStatus> Interfaces { get => field ?? []; init; }
}
