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
}
