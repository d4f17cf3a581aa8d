using Decision = ConfigDrive.Operator.Attachment.AttachmentDecision;

namespace ConfigDrive.Operator.Attachment;

/// <summary>
/// Decides about the medium in the drive of a live instance, where KubeVirt changes media: eject, inject, or leave. KubeVirt swaps in two phases
/// and never mixes them, even if the template changes meanwhile, so the last wanted claim wins.
/// </summary>
internal static class LiveMedium
{
    public static Decision Decide(AttachmentInputs inputs)
    {
        var (template, drive, revision, boot) = (inputs.Template, inputs.Drive, inputs.Primary.Revision, inputs.RemainingBoot());
        if (inputs.Attachment.DetachAfterBoot is true && drive.Stage is InstanceStage.Running && boot is null)
        {
            return Detach(inputs);
        }

        if (KeepsDeliveredPassword(inputs))
        {
            var progress = MediumProgress.Decide(inputs, template.ClaimName!);
            return progress.Result.Outcome is not StepOutcome.Satisfied ? progress : Decision.Done(
                Reasons.Attached, $"Revision {inputs.RevisionOf(template.ClaimName!)} is in the drive; its password leaves when the VirtualMachine stops (revision {revision})");
        }

        if (inputs.IsWantedInTemplate)
        {
            var progress = MediumProgress.Decide(inputs, inputs.Primary.ClaimName);
            return progress with { Result = progress.Result with { RecheckAfter = inputs.Attachment.DetachAfterBoot is true ? boot : null } };
        }

        if (inputs.Attachment.Update is UpdatePolicy.NextStart)
        {
            return Decision.Note(
                Reasons.TakesEffectAtNextStart, $"Revision {revision} takes effect at the next start of the VirtualMachine (spec.attachment.update: NextStart)");
        }

        if (drive.Stage is InstanceStage.Starting)
        {
            return Decision.Wait(Reasons.InstanceStarting, $"Revision {revision} goes into the drive once the guest runs and has booted");
        }

        // A guest that boots must find the drive it started with; an empty drive takes nothing away from it.
        if (boot is { } remaining && !drive.IsEmpty)
        {
            return Decision.Wait(
                Reasons.GuestBooting,
                $"Revision {revision} goes into the drive once the guest has booted: its agent reports, or --boot-timeout has passed",
                remaining);
        }

        return Decision.Wait(Reasons.Attaching, $"Revision {revision} goes into the drive of the running guest") with { Wanted = inputs.Wanted };
    }

    /// <summary>
    /// Whether the template names a revision from which the wanted one differs only by a delivered password: that is not a reason to remove
    /// the drive from a guest which may be reading it.
    /// </summary>
    private static bool KeepsDeliveredPassword(AttachmentInputs inputs) =>
        inputs.Template is { Disk: not null, ClaimName: { } claim }
        && claim != inputs.Primary.ClaimName
        && inputs.Password is { Pending: false, RevisionWithPassword: { } same }
        && inputs.RevisionOf(claim) == same;

    private static Decision Detach(AttachmentInputs inputs)
    {
        var detaching = Decision.Wait(Reasons.Detaching, "The guest has booted; the drive is being ejected (spec.attachment.detachAfterBoot)");
        return inputs.Template.ClaimName is not null || inputs.Template.Disk is null ? detaching with { Wanted = WantedDrive.Empty }
            : !inputs.Drive.IsEmpty ? MediumProgress.Failure(inputs) ?? detaching
            : Decision.Note(Reasons.DetachedAfterBoot, "The guest has booted, and the drive was ejected (spec.attachment.detachAfterBoot); it comes back at the next start");
    }
}

/// <summary>How far KubeVirt is with a medium that the template names, and what hinders it. KubeVirt retries automatically.</summary>
internal static class MediumProgress
{
    /// <summary>The decision to write nothing: <paramref name="claim"/> is on its way into the drive, or there.</summary>
    public static Decision Decide(AttachmentInputs inputs, string claim)
    {
        var revision = inputs.RevisionOf(claim);
        if (inputs.Drive.AttachedClaim == claim)
        {
            return Decision.Done(Reasons.Attached, $"Revision {revision} is in the drive: {GuestEffect.Describe(inputs.Spec, inputs.BootClaim == claim)}");
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
            return Decision.Wait(Reasons.HotplugFailed, $"KubeVirt refuses to change the medium of {name} and retries automatically: {refused.Message}");
        }

        if (inputs.Instance?.Status?.Conditions.FirstOrDefault(condition => condition is { Type: "Synchronized", Status: "False" }) is { } unsynchronized)
        {
            return Decision.Wait(
                Reasons.SyncFailed,
                $"The node cannot change the medium of {name} and retries automatically; a guest that has mounted the drive may block it: unmount it there. KubeVirt says: {unsynchronized.Message}");
        }

        return inputs.Drive.Volume is { Reason: "HotplugFailed" or "FailedPvcNotFound" or "FailedMount" or "FailedAttachVolume" } volume
            ? Decision.Wait(Reasons.HotplugFailed, $"KubeVirt cannot attach the claim of {name} and retries automatically: {volume.Message}")
            : null;
    }

    private static string Phase(VolumeStatus? volume) => volume?.Phase is { Length: > 0 } phase ? $" (phase {phase})" : "";
}
