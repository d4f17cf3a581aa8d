using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Attachment;

/// <summary>The drive as a VirtualMachineInstance has it.</summary>
/// <param name="Stage">How far the instance is.</param>
/// <param name="Uid">UID of the instance, if there is one.</param>
/// <param name="HasDrive">Whether it has a CD-ROM drive of that name. A drive cannot be added to a running instance.</param>
/// <param name="Medium">What its spec puts into the drive.</param>
/// <param name="Volume">How far the medium is on its way into the drive, or out.</param>
internal sealed record DriveInInstance(
    InstanceStage Stage, string? Uid, bool HasDrive, HotpluggableClaimVolumeSource? Medium, VolumeStatus? Volume)
{
    private const string Ready = "Ready";

    /// <summary>Whether an instance exists for which changes of the VirtualMachine may matter.</summary>
    public bool IsLive => Stage is InstanceStage.Starting or InstanceStage.Running;

    /// <summary>Whether the medium was there from the start and is not hotpluggable: it stays until the instance ends.</summary>
    public bool IsPermanent => Medium is { Hotpluggable: false };

    /// <summary>Whether neither spec nor node knows a medium.</summary>
    public bool IsEmpty => Medium is null && Volume is null;

    /// <summary>
    /// The claim that the guest has in its drive; <c>null</c> when there is none, or one is still on its way. KubeVirt before 1.3 does not have the
    /// claim in the status, so that of the spec counts there.
    /// </summary>
    public string? AttachedClaim => Volume is { Target.Length: > 0 } volume && (volume.HotplugVolume is null || volume.Phase == Ready)
        ? volume.PersistentVolumeClaimInfo?.ClaimName ?? Medium?.ClaimName
        : null;

    /// <summary>The drive named <paramref name="diskName"/> in <paramref name="instance"/>, which need not exist.</summary>
    public static DriveInInstance Read(V1VirtualMachineInstance? instance, string diskName) => new(
        StageOf(instance),
        instance?.Metadata.Uid,
        instance?.Spec.Domain.Devices.Disks.Any(disk => disk.Name == diskName && disk.Cdrom is not null) is true,
        instance?.Spec.Volumes.FirstOrDefault(volume => volume.Name == diskName)?.PersistentVolumeClaim,
        instance?.Status?.VolumeStatus.FirstOrDefault(volume => volume.Name == diskName));

    private static InstanceStage StageOf(V1VirtualMachineInstance? instance) => instance switch
    {
        null => InstanceStage.None,
        { Metadata.DeletionTimestamp: not null } or { Status.Phase: InstancePhases.Succeeded or InstancePhases.Failed } => InstanceStage.Stopping,
        { Status.Phase: InstancePhases.Running } => InstanceStage.Running,
        _ => InstanceStage.Starting,
    };
}

/// <summary>How far an instance is, as far as its drive is concerned.</summary>
internal enum InstanceStage
{
    /// <summary>There is none: the VirtualMachine is stopped.</summary>
    None,

    /// <summary>It exists and its guest does not run; KubeVirt changes no medium yet.</summary>
    Starting,

    /// <summary>Its guest runs; KubeVirt changes media.</summary>
    Running,

    /// <summary>It is being deleted, or its guest has ended: what the VirtualMachine says now is for the next one.</summary>
    Stopping,
}
