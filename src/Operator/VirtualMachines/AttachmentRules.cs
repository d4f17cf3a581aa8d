using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Reconciling;
using Decision = ConfigDrive.Operator.VirtualMachines.AttachmentDecision;

namespace ConfigDrive.Operator.VirtualMachines;

/// <summary>
/// Decides about the drive of a VirtualMachine: one look at the world, at most one change. The template always names the drive that the next
/// instance is to start with; while an instance runs, it is changed only where KubeVirt makes of that what is meant.
/// </summary>
internal static class AttachmentRules
{
    /// <summary>The decision. The claim in <see cref="AttachmentInputs.Primary"/> must be filled.</summary>
    public static Decision Decide(AttachmentInputs inputs)
    {
        if (AttachmentConflicts.Find(inputs) is { } conflict)
        {
            return conflict;
        }

        if (inputs.Attachment.Mode is AttachmentMode.Manual)
        {
            return ManualAttachment.Decide(inputs);
        }

        var decision = inputs.Drive.IsLive ? DecideForInstance(inputs) : DecideForNextStart(inputs);
        return decision.Change is null ? decision : AttachmentHolds.Find(inputs) ?? decision;
    }

    private static Decision DecideForNextStart(AttachmentInputs inputs)
    {
        var wanted = WantedDrive.With(inputs.Primary.ClaimName);
        var decision = Decision.Note(
            Reasons.TakesEffectAtNextStart, $"The VirtualMachine does not run; its next start has revision {inputs.Primary.Revision} in the drive");
        return inputs.Template is { Disk: not null, IsHotpluggable: true } template && template.ClaimName == wanted.ClaimName
            ? decision
            : decision.With(wanted);
    }

    private static Decision DecideForInstance(AttachmentInputs inputs) => inputs switch
    {
        { Hotplug.Support: HotplugSupport.Off } => DecideWithoutHotplug(inputs),
        { Drive.HasDrive: false } => DecideWithoutDrive(inputs),
        { Drive.IsPermanent: true } => AtNextStart(
            inputs, WantedDrive.With(inputs.Primary.ClaimName), "it was started with a volume that is not hotpluggable"),
        _ => LiveMedium.Decide(inputs),
    };

    // KubeVirt takes no notice of the template before the next start, so it may say what that is to have.
    private static Decision DecideWithoutHotplug(AttachmentInputs inputs)
    {
        var decision = AtNextStart(inputs, WantedDrive.With(inputs.Primary.ClaimName), inputs.Hotplug.Explanation);
        return inputs.Attachment.DetachAfterBoot && decision.Result.Outcome is StepOutcome.Achieved
            ? Decision.Note(Reasons.DetachNotPossible, $"The drive stays in the running guest (spec.attachment.detachAfterBoot): {inputs.Hotplug.Explanation}")
            : decision;
    }

    // A drive with a medium would make KubeVirt try for ever to plug a CD-ROM into the running instance (pkg/storage/admitters,
    // storagehotplug.go); an empty drive only waits for the next start. The medium follows when this instance stops, or goes into the drive of the next.
    private static Decision DecideWithoutDrive(AttachmentInputs inputs)
    {
        var template = inputs.Template;
        var decision = Decision.Note(
            Reasons.RestartRequired,
            "The VirtualMachine runs without the drive, and a CD-ROM drive cannot be added to a running guest: stop and start it. "
            + "KubeVirt's condition RestartRequired on the VirtualMachine says the same");
        return template switch
        {
            // The instance came just before the medium was written for its start: KubeVirt must not go on trying.
            { ClaimName: { } claim } when claim == inputs.Written && inputs.Hotplug.Support is HotplugSupport.Declarative => decision.With(WantedDrive.Empty),
            { ClaimName: { } claim } when claim != inputs.Primary.ClaimName => decision.With(WantedDrive.With(inputs.Primary.ClaimName)),
            { Disk: null, ClaimName: null } when inputs.Hotplug.Support is HotplugSupport.Declarative => decision.With(WantedDrive.Empty),
            _ => decision,
        };
    }

    private static Decision AtNextStart(AttachmentInputs inputs, WantedDrive wanted, string why)
    {
        if (inputs.Template.Disk is not null && inputs.Template.ClaimName == wanted.ClaimName && inputs.Drive.AttachedClaim == wanted.ClaimName)
        {
            return Decision.Done(
                Reasons.Attached, $"Revision {inputs.Primary.Revision} is in the drive: {GuestEffect.Of(inputs.Spec, inputs.BootClaim == wanted.ClaimName)}");
        }

        var decision = Decision.Note(
            Reasons.TakesEffectAtNextStart, $"Revision {inputs.Primary.Revision} takes effect at the next start of the VirtualMachine: {why}");
        return inputs.Template.Disk is not null && inputs.Template.ClaimName == wanted.ClaimName ? decision : decision.With(wanted);
    }
}
