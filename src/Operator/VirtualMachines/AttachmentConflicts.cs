using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Reconciling;
using Decision = ConfigDrive.Operator.VirtualMachines.AttachmentDecision;

namespace ConfigDrive.Operator.VirtualMachines;

/// <summary>What makes it impossible to attach the drive until the user changes it.</summary>
internal static class AttachmentConflicts
{
    private const string KubeVirtLabel = "config-2";

    public static Decision? Find(AttachmentInputs inputs)
    {
        var name = inputs.Attachment.DiskName;
        if (!inputs.Template.IsOurs)
        {
            return Decision.Refuse(
                Reasons.DiskNameTaken,
                $"""The VirtualMachine has a disk or volume "{name}" that is no CD-ROM on a claim: rename it, or give another name in spec.attachment.diskName""");
        }

        if (string.Equals(inputs.VolumeLabel, KubeVirtLabel, StringComparison.OrdinalIgnoreCase)
            && inputs.VirtualMachine.Spec.Template.Spec.Volumes.FirstOrDefault(volume => volume.CloudInitConfigDrive is not null) is { } other)
        {
            return Decision.Refuse(
                Reasons.LabelTaken,
                $"""Volume "{other.Name}" of the VirtualMachine is KubeVirt's own config drive with the same label {KubeVirtLabel}, and guests take either: """
                + "remove it, or give another label in spec.volumeLabel");
        }

        return inputs.Attachment.Mode is AttachmentMode.Managed && inputs.Drive.IsLive && inputs.VirtualMachine.Spec.UpdateVolumesStrategy == "Migration"
            && inputs.Template.ClaimName != inputs.Primary.ClaimName
            ? Decision.Refuse(
                Reasons.VolumesMigrate,
                "The VirtualMachine has spec.updateVolumesStrategy: Migration, by which KubeVirt would copy the old drive into the new claim: "
                + "remove it, or stop the VirtualMachine")
            : null;
    }
}
