namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>A volume.</summary>
public sealed record Volume
{
    /// <summary>Name, equal to that of its disk.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Given when a claim backs the volume.</summary>
    public PersistentVolumeClaimVolumeSource? PersistentVolumeClaim { get; init; }

    /// <summary>Given when the volume is KubeVirt's own config drive.</summary>
    public CloudInitConfigDriveSource? CloudInitConfigDrive { get; init; }

    /// <summary>Given when the volume is KubeVirt's own disk for cloud-init's NoCloud.</summary>
    public CloudInitNoCloudSource? CloudInitNoCloud { get; init; }

    /// <summary>Given when a DataVolume backs the volume.</summary>
    public DataVolumeSource? DataVolume { get; init; }
}
