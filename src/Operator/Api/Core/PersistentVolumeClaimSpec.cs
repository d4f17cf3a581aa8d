namespace ConfigDrive.Operator.Api.Core;

/// <summary>What a claim asks for.</summary>
public sealed record PersistentVolumeClaimSpec
{
    /// <summary>Storage class; absent for the default one.</summary>
    public string? StorageClassName { get; init; }

    /// <summary>Access modes.</summary>
    public IReadOnlyList<string> AccessModes { get => field ?? []; init; }

    /// <summary><c>Filesystem</c> or <c>Block</c>.</summary>
    public string? VolumeMode { get; init; }

    /// <summary><c>storage</c> under requests.</summary>
    public ResourceRequirements? Resources { get; init; }

    /// <summary>The volume it is bound to.</summary>
    public string? VolumeName { get; init; }
}
