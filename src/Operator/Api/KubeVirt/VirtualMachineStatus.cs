namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>Status of a VirtualMachine.</summary>
public sealed record VirtualMachineStatus
{
    /// <summary>Whether an instance exists.</summary>
    public bool Created { get; init; }

    /// <summary>Whether the instance runs and is ready.</summary>
    public bool Ready { get; init; }

    /// <summary>Summary for people.</summary>
    public string? PrintableStatus { get; init; }

    /// <summary>Name of the snapshot that is being taken.</summary>
    public string? SnapshotInProgress { get; init; }

    /// <summary>Name of the restore that is being carried out.</summary>
    public string? RestoreInProgress { get; init; }

    /// <summary>Conditions: RestartRequired and Failure among them.</summary>
    public IReadOnlyList<Condition> Conditions { get => field ?? []; init; }
}
