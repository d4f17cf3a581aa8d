using Decision = ConfigDrive.Operator.Attachment.AttachmentDecision;

namespace ConfigDrive.Operator.Attachment;

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
        return decision is Decision.Write ? AttachmentDelays.Find(inputs) ?? decision : decision;
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
        return inputs.Attachment.DetachAfterBoot && decision.Result.Outcome is StepOutcome.Satisfied
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
                Reasons.Attached, $"Revision {inputs.Primary.Revision} is in the drive: {GuestEffect.Describe(inputs.Spec, inputs.BootClaim == wanted.ClaimName)}");
        }

        var decision = Decision.Note(
            Reasons.TakesEffectAtNextStart, $"Revision {inputs.Primary.Revision} takes effect at the next start of the VirtualMachine: {why}");
        return inputs.Template.Disk is not null && inputs.Template.ClaimName == wanted.ClaimName ? decision : decision.With(wanted);
    }
}

/// <summary>What is to be done about the drive of a VirtualMachine, and what its condition then says.</summary>
internal abstract record AttachmentDecision
{
    private AttachmentDecision(StepResult result) => Result = result;

    /// <summary>What the condition says, once the change, if any, is written.</summary>
    public StepResult Result { get; private init; }

    /// <summary>The template stays as it is; the drive is as it should be.</summary>
    public static AttachmentDecision Done(string reason, string message) => new Leave(StepResult.Satisfied(reason, message));

    /// <summary>The template stays; the drive is not in the guest, and need not be.</summary>
    public static AttachmentDecision Note(string reason, string message) => new Leave(StepResult.Informational(reason, message));

    /// <summary>The template stays, until something else has happened.</summary>
    public static AttachmentDecision Wait(string reason, string message, TimeSpan? recheckAfter = null) =>
        new Leave(StepResult.Waiting(reason, message) with { RecheckAfter = recheckAfter });

    /// <summary>The template stays; the user has to change something.</summary>
    public static AttachmentDecision Refuse(StepResult conflict) => new Leave(conflict);

    /// <summary>The same, but the template is changed, now.</summary>
    public AttachmentDecision With(WantedDrive wanted) => new Write(Result, wanted);

    /// <summary>The same, to be looked at again after a time; <c>null</c> when a watch tells.</summary>
    public AttachmentDecision RecheckAfter(TimeSpan? time) => this with { Result = Result with { RecheckAfter = time } };

    /// <summary>The template stays as it is.</summary>
    public sealed record Leave : AttachmentDecision
    {
        internal Leave(StepResult result) : base(result)
        {
        }
    }

    /// <summary>The template is changed, now.</summary>
    public sealed record Write : AttachmentDecision
    {
        internal Write(StepResult result, WantedDrive wanted) : base(result) => Wanted = wanted;

        /// <summary>What the template has to say.</summary>
        public WantedDrive Wanted { get; }
    }
}

/// <summary>
/// What makes it impossible to attach the drive until the user changes it: what the VirtualMachine alone tells, and what depends on the claim.
/// </summary>
internal static class AttachmentConflicts
{
    public static Decision? Find(AttachmentInputs inputs)
    {
        if (inputs.Conflict is { } conflict)
        {
            return Decision.Refuse(conflict);
        }

        return inputs.Attachment.Mode is AttachmentMode.Managed && inputs.Drive.IsLive && inputs.VirtualMachine.Spec.UpdateVolumesStrategy == "Migration"
            && inputs.Template.ClaimName != inputs.Primary.ClaimName
            ? Decision.Refuse(StepResult.Stalled(
                Reasons.VolumesMigrate,
                "The VirtualMachine has spec.updateVolumesStrategy: Migration, by which KubeVirt would copy the old drive into the new claim: "
                + "remove it, or stop the VirtualMachine"))
            : null;
    }
}

/// <summary>What makes a change of the VirtualMachine wait a while.</summary>
internal static class AttachmentDelays
{
    public static Decision? Find(AttachmentInputs inputs)
    {
        var status = inputs.VirtualMachine.Status;
        if (!string.IsNullOrEmpty(status?.SnapshotInProgress))
        {
            return Decision.Wait(Reasons.SnapshotInProgress, $"""VirtualMachineSnapshot "{status.SnapshotInProgress}" is being taken: the drive is changed after it""");
        }

        if (!string.IsNullOrEmpty(status?.RestoreInProgress))
        {
            return Decision.Wait(Reasons.RestoreInProgress, $"""VirtualMachineRestore "{status.RestoreInProgress}" is being carried out: the drive is changed after it""");
        }

        // An instance that ends has nothing left to move, and the template is already for the next one.
        return inputs.Drive.IsLive && (Migrations.FindUnderWay(inputs.Instance!, inputs.Migrations) ?? inputs.UnreadableMigration) is { } migration
            ? Decision.Wait(Reasons.MigrationInProgress, $"The drive is changed after the migration: {migration}")
            : null;
    }
}

/// <summary>What there is to say about a VirtualMachine that its user wires: it is never changed.</summary>
internal static class ManualAttachment
{
    public static Decision Decide(AttachmentInputs inputs)
    {
        var claim = inputs.Primary.ClaimName;
        if (inputs.Template.ClaimName != claim)
        {
            return Decision.Note(
                Reasons.NotWired,
                $"""Claim "{claim}" holds revision {inputs.Primary.Revision}: name it in volume "{inputs.Attachment.DiskName}" of the VirtualMachine (spec.attachment.mode: Manual)""");
        }

        return inputs.Drive switch
        {
            { IsLive: true, AttachedClaim: { } attached } when attached == claim => Decision.Done(
                Reasons.Attached, $"""Claim "{claim}" is in the drive: {GuestEffect.Describe(inputs.Spec, inputs.BootClaim == claim)}"""),
            { IsLive: true, HasDrive: true } => MediumProgress.Decide(inputs, claim),
            _ => Decision.Note(Reasons.TakesEffectAtNextStart, $"The next start of the VirtualMachine has revision {inputs.Primary.Revision} in the drive"),
        };
    }
}
