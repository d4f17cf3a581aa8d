namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>The claim behind a volume, as KubeVirt found it (since 1.3).</summary>
public sealed record PersistentVolumeClaimInfo
{
    /// <summary>Name of the claim.</summary>
    public string? ClaimName { get; init; }

    /// <summary>Access modes of the claim.</summary>
    public IReadOnlyList<string> AccessModes { get => field ?? []; init; }
}
