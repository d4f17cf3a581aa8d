using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.Reconciling;
using Decision = ConfigDrive.Operator.VirtualMachines.AttachmentDecision;

namespace ConfigDrive.Operator.VirtualMachines;

/// <summary>How far KubeVirt is with a medium that the template names, and what hinders it. KubeVirt tries again by itself.</summary>
internal static class MediumProgress
{
    /// <summary>The decision that nothing is to be written; <paramref name="claim"/> is on its way into the drive, or there.</summary>
    public static Decision Of(AttachmentInputs inputs, string claim)
    {
        var revision = inputs.RevisionOf(claim);
        if (inputs.Drive.AttachedClaim == claim)
        {
            return Decision.Done(Reasons.Attached, $"Revision {revision} is in the drive: {GuestEffect.Of(inputs.Spec, inputs.BootClaim == claim)}");
        }

        return Failure(inputs) ?? (inputs.Drive.Stage is InstanceStage.Starting
            ? Decision.Wait(Reasons.InstanceStarting, $"The VirtualMachine starts with revision {revision} in the drive (phase {inputs.Instance!.Status?.Phase})")
            : Decision.Wait(Reasons.Attaching, $"Revision {revision} is on its way into the drive{Phase(inputs.Drive.Volume)}"));
    }

    /// <summary>What KubeVirt says went wrong; <c>null</c> when it says nothing.</summary>
    public static Decision? Failure(AttachmentInputs inputs)
    {
        var name = inputs.Attachment.DiskName;
        if (inputs.VirtualMachine.Status?.Conditions.FirstOrDefault(condition => condition is { Type: "Failure", Status: "True", Reason: "HotPlugVolumeError" }) is { } refused)
        {
            return Decision.Wait(Reasons.HotplugFailed, $"KubeVirt refuses to change the medium of {name} and tries again: {refused.Message}");
        }

        if (inputs.Instance?.Status?.Conditions.FirstOrDefault(condition => condition is { Type: "Synchronized", Status: "False" }) is { } unsynchronized)
        {
            return Decision.Wait(
                Reasons.SyncFailed,
                $"The node cannot change the medium of {name} and tries again; a guest that has mounted the drive may hold it: unmount it there. KubeVirt says: {unsynchronized.Message}");
        }

        return inputs.Drive.Volume is { Reason: "HotplugFailed" or "FailedPvcNotFound" or "FailedMount" or "FailedAttachVolume" } volume
            ? Decision.Wait(Reasons.HotplugFailed, $"KubeVirt cannot attach the claim of {name} and tries again: {volume.Message}")
            : null;
    }

    private static string Phase(VolumeStatus? volume) => volume?.Phase is { Length: > 0 } phase ? $" (phase {phase})" : "";
}
