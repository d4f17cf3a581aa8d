namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>Status of a VirtualMachineInstanceMigration.</summary>
public sealed record VirtualMachineInstanceMigrationStatus
{
    /// <summary>Phase: empty, Pending, Scheduling, Scheduled, PreparingTarget, TargetReady, Running, Succeeded, Failed.</summary>
    public string? Phase { get; init; }
}
