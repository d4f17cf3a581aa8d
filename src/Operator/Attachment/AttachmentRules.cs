using Decision = ConfigDrive.Operator.Attachment.AttachmentDecision;

namespace ConfigDrive.Operator.Attachment;

/// <summary>
/// Decides about the drive of a VirtualMachine, at most one change at a time. The template always names the drive that the next instance is to
/// start with; while an instance runs, the template is changed only where KubeVirt does what is meant.
/// </summary>
internal static class AttachmentRules
{
    /// <summary>The decision. The claim in <see cref="AttachmentInputs.Primary"/> must be filled.</summary>
    public static Decision Decide(AttachmentInputs inputs)
    {
        if ((inputs.Conflict ?? FindVolumeMigration(inputs)) is { } conflict)
        {
            return new Decision(conflict);
        }

        if (inputs.Attachment.Mode is AttachmentMode.Manual)
        {
            return DecideForUser(inputs);
        }

        var decision = inputs.Drive.IsLive ? DecideForInstance(inputs) : DecideForNextStart(inputs);
        return decision.Wanted is null ? decision : FindDelay(inputs) ?? decision;
    }

    private static StepResult? FindVolumeMigration(AttachmentInputs inputs) =>
        inputs.Attachment.Mode is AttachmentMode.Managed && inputs.Drive.IsLive && inputs.VirtualMachine.Spec.UpdateVolumesStrategy == "Migration"
        && inputs.Template.ClaimName != inputs.Primary.ClaimName
            ? StepResult.Stalled(
                Reasons.VolumesMigrate,
                "The VirtualMachine has spec.updateVolumesStrategy: Migration, by which KubeVirt would copy the old drive into the new claim: "
                + "remove it, or stop the VirtualMachine")
            : null;

    /// <summary>What makes a change of the VirtualMachine wait.</summary>
    private static Decision? FindDelay(AttachmentInputs inputs)
    {
        var status = inputs.VirtualMachine.Status;
        if (!string.IsNullOrEmpty(status?.SnapshotInProgress))
        {
            return Decision.Wait(Reasons.SnapshotInProgress, $"""VirtualMachineSnapshot "{status.SnapshotInProgress}" is being taken: the drive is changed after it""");
        }

        if (!string.IsNullOrEmpty(status?.RestoreInProgress))
        {
            return Decision.Wait(Reasons.RestoreInProgress, $"""VirtualMachineRestore "{status.RestoreInProgress}" is in progress: the drive is changed after it""");
        }

        // An instance that ends has nothing left to move, and the template is already for the next one.
        return inputs.Drive.IsLive && (Migrations.FindUnderWay(inputs.Instance!, inputs.Migrations) ?? inputs.UnreadableMigration) is { } migration
            ? Decision.Wait(Reasons.MigrationInProgress, $"The drive is changed after the migration: {migration}")
            : null;
    }

    /// <summary>A VirtualMachine that its user wires is never changed.</summary>
    private static Decision DecideForUser(AttachmentInputs inputs)
    {
        var claim = inputs.Primary.ClaimName;
        if (inputs.Template.ClaimName != claim)
        {
            return Decision.Note(
                Reasons.NotWired,
                $"""Claim "{claim}" has revision {inputs.Primary.Revision}: name it in volume "{inputs.Attachment.DiskName}" of the VirtualMachine (spec.attachment.mode: Manual)""");
        }

        return inputs.Drive switch
        {
            { IsLive: true, AttachedClaim: { } attached } when attached == claim => Decision.Done(
                Reasons.Attached, $"""Claim "{claim}" is in the drive: {GuestEffect.Describe(inputs.Spec, inputs.BootClaim == claim)}"""),
            { IsLive: true, HasDrive: true } => MediumProgress.Decide(inputs, claim),
            _ => Decision.Note(Reasons.TakesEffectAtNextStart, $"The next start of the VirtualMachine has revision {inputs.Primary.Revision} in the drive"),
        };
    }

    private static Decision DecideForNextStart(AttachmentInputs inputs)
    {
        var decision = Decision.Note(
            Reasons.TakesEffectAtNextStart, $"The VirtualMachine does not run; its next start has revision {inputs.Primary.Revision} in the drive");
        return inputs.IsWantedInTemplate && inputs.Template.IsHotpluggable ? decision : decision with { Wanted = inputs.Wanted };
    }

    private static Decision DecideForInstance(AttachmentInputs inputs) => inputs switch
    {
        { Hotplug.Support: HotplugSupport.Off } => DecideWithoutHotplug(inputs),
        { Drive.HasDrive: false } => DecideWithoutDrive(inputs),
        { Drive.IsPermanent: true } => AtNextStart(inputs, "it was started with a volume that is not hotpluggable"),
        _ => LiveMedium.Decide(inputs),
    };

    // KubeVirt ignores the template until the next start, so it may already say what that is to have.
    private static Decision DecideWithoutHotplug(AttachmentInputs inputs)
    {
        var decision = AtNextStart(inputs, inputs.Hotplug.Explanation);
        return inputs.Attachment.DetachAfterBoot is true && decision.Result.Outcome is StepOutcome.Satisfied
            ? Decision.Note(Reasons.DetachNotPossible, $"The drive stays in the running guest (spec.attachment.detachAfterBoot): {inputs.Hotplug.Explanation}")
            : decision;
    }

    // With a medium in the drive KubeVirt would try again and again to plug a CD-ROM into the running instance (pkg/storage/admitters,
    // storagehotplug.go); an empty drive only waits for the next start. The medium follows when this instance stops, or in the drive of the next.
    private static Decision DecideWithoutDrive(AttachmentInputs inputs)
    {
        var isDeclarative = inputs.Hotplug.Support is HotplugSupport.Declarative;
        var decision = Decision.Note(
            Reasons.RestartRequired,
            "The VirtualMachine runs without the drive, and a CD-ROM drive cannot be added to a running guest: stop and start it. "
            + "KubeVirt's condition RestartRequired on the VirtualMachine says the same");
        return inputs.Template switch
        {
            // The instance was created just before the medium was written for its start: KubeVirt must not go on trying.
            { ClaimName: { } claim } when claim == inputs.Written && isDeclarative => decision with { Wanted = WantedDrive.Empty },
            { ClaimName: { } claim } when claim != inputs.Primary.ClaimName => decision with { Wanted = inputs.Wanted },
            { Disk: null, ClaimName: null } when isDeclarative => decision with { Wanted = WantedDrive.Empty },
            _ => decision,
        };
    }

    private static Decision AtNextStart(AttachmentInputs inputs, string why)
    {
        var (claim, revision) = (inputs.Primary.ClaimName, inputs.Primary.Revision);
        if (inputs.IsWantedInTemplate && inputs.Drive.AttachedClaim == claim)
        {
            return Decision.Done(Reasons.Attached, $"Revision {revision} is in the drive: {GuestEffect.Describe(inputs.Spec, inputs.BootClaim == claim)}");
        }

        var decision = Decision.Note(Reasons.TakesEffectAtNextStart, $"Revision {revision} takes effect at the next start of the VirtualMachine: {why}");
        return inputs.IsWantedInTemplate ? decision : decision with { Wanted = inputs.Wanted };
    }
}

/// <summary>What is to be done about the drive of a VirtualMachine.</summary>
/// <param name="Result">What the condition says, once the change, if any, is written.</param>
/// <param name="Wanted">What the template is changed to; <c>null</c> when it stays as it is.</param>
internal sealed record AttachmentDecision(StepResult Result, WantedDrive? Wanted = null)
{
    /// <summary>The drive is as it should be.</summary>
    public static AttachmentDecision Done(string reason, string message) => new(StepResult.Satisfied(reason, message));

    /// <summary>The drive is not in the guest, and need not be.</summary>
    public static AttachmentDecision Note(string reason, string message) => new(StepResult.Informational(reason, message));

    /// <summary>Something else has to happen first.</summary>
    public static AttachmentDecision Wait(string reason, string message, TimeSpan? recheckAfter = null) =>
        new(StepResult.Waiting(reason, message) with { RecheckAfter = recheckAfter });
}
