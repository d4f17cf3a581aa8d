namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>A DataVolume behind a volume; its claim has the same name.</summary>
public sealed record DataVolumeSource
{
    /// <summary>Name of the DataVolume and of its claim.</summary>
    public string Name { get => field ?? ""; init; }
}
