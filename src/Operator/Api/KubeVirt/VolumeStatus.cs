namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>A volume as a VirtualMachineInstance has it (types.go, VolumeStatus).</summary>
public sealed record VolumeStatus
{
    /// <summary>Name of the volume.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Device in the guest, such as <c>sdb</c>; empty until it is there.</summary>
    public string? Target { get; init; }

    /// <summary>Pending, Bound, AttachedToNode, MountedToPod, Ready, Detaching, UnMountedFromPod; absent for permanent volumes.</summary>
    public string? Phase { get; init; }

    /// <summary>Why it is in the phase, for programs.</summary>
    public string? Reason { get; init; }

    /// <summary>Why it is in the phase, for people.</summary>
    public string? Message { get; init; }

    /// <summary>The claim.</summary>
    public PersistentVolumeClaimInfo? PersistentVolumeClaimInfo { get; init; }

    /// <summary>Present for plugged volumes.</summary>
    public HotplugVolumeStatus? HotplugVolume { get; init; }
}
