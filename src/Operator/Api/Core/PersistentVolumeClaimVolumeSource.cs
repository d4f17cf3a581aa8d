namespace ConfigDrive.Operator.Api.Core;

/// <summary>A claim behind a volume of a pod.</summary>
public sealed record PersistentVolumeClaimVolumeSource
{
    /// <summary>Name of the claim.</summary>
    public string ClaimName { get => field ?? ""; init; }
}
