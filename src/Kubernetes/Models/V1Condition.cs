namespace ConfigDrive.Kubernetes.Models;

/// <summary>Placeholder until the client's models land.</summary>
public sealed record V1Condition
{
    public required string Type { get; init; }
    public required string Status { get; init; }
    public long? ObservedGeneration { get; init; }
    public required string LastTransitionTime { get; init; }
    public required string Reason { get; init; }
    public required string Message { get; init; }
}
