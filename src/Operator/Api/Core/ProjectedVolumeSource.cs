namespace ConfigDrive.Operator.Api.Core;

/// <summary>Files that the kubelet keeps current.</summary>
public sealed record ProjectedVolumeSource
{
    /// <summary>Mode of the files.</summary>
    public int? DefaultMode { get; init; }

    /// <summary>What they are made of.</summary>
    public IReadOnlyList<VolumeProjection> Sources { get => field ?? []; init; }
}
