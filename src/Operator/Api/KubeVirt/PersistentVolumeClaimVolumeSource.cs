namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>A claim behind a volume.</summary>
public sealed record PersistentVolumeClaimVolumeSource
{
    /// <summary>Name of the claim.</summary>
    public string ClaimName { get => field ?? ""; init; }

    /// <summary>Whether it can be changed while the guest runs.</summary>
    public bool Hotpluggable { get; init; }
}
