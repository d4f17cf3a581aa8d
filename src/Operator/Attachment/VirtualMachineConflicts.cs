using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Attachment;

/// <summary>
/// What a VirtualMachine has that excludes the drive, until the user changes one of the two. The VirtualMachine and the spec are enough to know, so
/// it is reported before anything is rendered or copied.
/// </summary>
internal static class VirtualMachineConflicts
{
    private const string KubeVirtLabel = "config-2";

    /// <summary>Whether something else is where the drive would be attached, or whether the guest would take another drive; <c>null</c> when neither.</summary>
    public static StepResult? Find(V1Alpha1ConfigDrive drive, V1VirtualMachine virtualMachine, ContentDefaults defaults) =>
        FindDisk(drive, virtualMachine) ?? FindCloudInit(drive, virtualMachine, defaults);

    /// <summary>Whether the guest would take KubeVirt's own disk for cloud-init in place of the drive, or the drive in its place; <c>null</c> when not.</summary>
    public static StepResult? FindCloudInit(V1Alpha1ConfigDrive drive, V1VirtualMachine virtualMachine, ContentDefaults defaults)
    {
        var volumes = virtualMachine.Spec.Template.Spec.Volumes;
        if (drive.Spec.Layouts.Any(layout => layout is not Layout.CloudStack))
        {
            return volumes.FirstOrDefault(volume => volume is { CloudInitNoCloud: not null } or { CloudInitConfigDrive: not null }) is { } other
                ? StepResult.Stalled(
                    Reasons.OtherCloudInit,
                    $"""Volume "{other.Name}" of VirtualMachine "{virtualMachine.Metadata.Name}" is KubeVirt's own disk for cloud-init ({KindOf(other)}), and a guest takes """
                    + "either that or this drive: remove the volume and its disk from the VirtualMachine and move what is on it into this ConfigDrive (spec.userData, "
                    + "spec.networkData or spec.networkConfig; configdrive-operator import vm writes them), or delete this ConfigDrive")
                : null;
        }

        // Readers of CloudStack's layout look for a label, and never for cidata.
        return string.Equals(defaults.LabelOf(drive.Spec), KubeVirtLabel, StringComparison.OrdinalIgnoreCase)
            && volumes.FirstOrDefault(volume => volume.CloudInitConfigDrive is not null) is { } same
            ? StepResult.Stalled(
                Reasons.LabelTaken,
                $"""Volume "{same.Name}" of VirtualMachine "{virtualMachine.Metadata.Name}" is KubeVirt's own config drive with the same label {KubeVirtLabel}, and """
                + "guests take either: remove it, or give another label in spec.volumeLabel")
            : null;
    }

    private static StepResult? FindDisk(V1Alpha1ConfigDrive drive, V1VirtualMachine virtualMachine)
    {
        var name = drive.Spec.Attachment.DiskName;
        return DriveInTemplate.Read(virtualMachine, name).IsUsable
            ? null
            : StepResult.Stalled(
                Reasons.DiskNameTaken,
                $"""The VirtualMachine has a disk or volume "{name}" that is not a CD-ROM on a claim: rename it, or give another name in spec.attachment.diskName""");
    }

    private static string KindOf(Volume volume) => volume.CloudInitNoCloud is not null ? "cloudInitNoCloud" : "cloudInitConfigDrive";
}
