namespace ConfigDrive.Operator.Api.Core;

/// <summary>A volume of a pod.</summary>
public sealed record PodVolume
{
    /// <summary>Name, unique in the pod.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Given when a claim is behind it.</summary>
    public PersistentVolumeClaimVolumeSource? PersistentVolumeClaim { get; init; }

    /// <summary>Given when the kubelet fills it.</summary>
    public ProjectedVolumeSource? Projected { get; init; }
}
