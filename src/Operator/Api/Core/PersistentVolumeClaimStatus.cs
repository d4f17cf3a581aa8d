namespace ConfigDrive.Operator.Api.Core;

/// <summary>What a claim got.</summary>
public sealed record PersistentVolumeClaimStatus
{
    /// <summary><c>Pending</c>, <c>Bound</c> or <c>Lost</c>.</summary>
    public string? Phase { get; init; }
}
