using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Reconciling;
using Decision = ConfigDrive.Operator.VirtualMachines.AttachmentDecision;

namespace ConfigDrive.Operator.VirtualMachines;

/// <summary>
/// What makes it impossible to attach the drive until the user changes it: what the VirtualMachine alone tells, and what depends on the claim.
/// </summary>
internal static class AttachmentConflicts
{
    public static Decision? Find(AttachmentInputs inputs)
    {
        if (inputs.Conflict is { } conflict)
        {
            return new Decision(conflict);
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
