using ConfigDrive.Kubernetes.Events;

namespace ConfigDrive.Operator.Attachment;

/// <summary>Writes the wanted drive to the template of a VirtualMachine, unless something else keeps undoing that.</summary>
internal sealed class DriveWriter(VirtualMachineWriter virtualMachines, TimeProvider time)
{
    private static readonly TimeSpan RefusalRecheck = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether nothing is written although the template should change: another revision is on its way into a claim and will be written instead, or it
    /// is not known when anything will be.
    /// </summary>
    public static bool Withholds(ReconcileContext context, WantedDrive wanted, DateTimeOffset now) =>
        context.Status.Primary?.Revision != context.Status.Revision
        || context.Drive is { Spec.Suspend: true } or { Metadata.DeletionTimestamp: not null }
        || context.Status.Conditions.Any(condition => condition is { Type: ConditionTypes.Attached, Reason: Reasons.VirtualMachineRefused })
        || Drift.IsTooMuch(DriftOf(context, wanted, now));

    /// <summary>
    /// Writes, with an event of that reason and message, and updates the VirtualMachine in the context. Returns why nothing was written; <c>null</c>
    /// when the template is as wanted.
    /// </summary>
    /// <exception cref="KubernetesException">The VirtualMachine has changed since it was read.</exception>
    public async Task<StepResult?> WriteAsync(ReconcileContext context, WantedDrive wanted, string reason, string message, CancellationToken cancellationToken)
    {
        var attachment = context.Drive.Spec.Attachment;
        var bus = CdromBus.For(attachment.Bus, context.VirtualMachine, context.VirtualMachineInstance);
        if (context.VirtualMachine.Metadata.DeletionTimestamp is not null || TemplatePatch.To(context.VirtualMachine, attachment.DiskName, bus, wanted) is not { } patch)
        {
            return null;
        }

        var drift = DriftOf(context, wanted, time.GetUtcNow());
        if (Drift.IsTooMuch(drift))
        {
            context.Status = context.Status with { Drift = drift with { Rounds = Drift.Rounds } };
            return StepResult.Stalled(
                Reasons.DriftDetected,
                $"""Something else undid the change of disk and volume "{attachment.DiskName}" of the VirtualMachine {Drift.Rounds} times: declare them in its """
                + $"manifests, let the tool ignore them (docs/guides/gitops.md), or set spec.attachment.mode: Manual. Then annotate the ConfigDrive with {Annotations.ReconcileRequestedAt}");
        }

        var former = context.VirtualMachine;
        try
        {
            context.VirtualMachine = await virtualMachines.PatchAsync(context.VirtualMachine, patch, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsRefusal)
        {
            // A change of the VirtualMachine or of KubeVirt triggers the next attempt; a change of a webhook or a right does not.
            var refusal = $"The API server refuses the change of the VirtualMachine: {OneLine.From(exception.Status.Message ?? exception.Message)}";
            return StepResult.Waiting(Reasons.VirtualMachineRefused, refusal) with { RecheckAfter = RefusalRecheck };
        }

        if (IsStripped(context, wanted, former))
        {
            context.Events.Add(new PendingEvent(
                EventType.Warning,
                Reasons.DriveStripped,
                "AttachDrive",
                $"""Something removed the drive "{attachment.DiskName}" from the template of the VirtualMachine, such as 'kubectl apply' of a manifest without it; it is added again. """
                + "Declare the drive in the manifest: docs/guides/gitops.md",
                context.VirtualMachine));
        }

        context.Status = context.Status with { Drift = drift };
        context.Events.Add(new PendingEvent(EventType.Normal, reason, "AttachDrive", message, context.VirtualMachine));
        return null;
    }

    // What was added and is missing now.
    private static bool IsStripped(ReconcileContext context, WantedDrive wanted, V1VirtualMachine former)
    {
        var (name, added) = (context.Drive.Spec.Attachment.DiskName, AddedParts.Read(former));
        var drive = DriveInTemplate.Read(former, name);
        return wanted.HasDrive && ((added.Disks.Contains(name) && drive.Disk is null) || (added.Volumes.Contains(name) && drive.Volume is null));
    }

    private static DriftStatus DriftOf(ReconcileContext context, WantedDrive wanted, DateTimeOffset now) =>
        Drift.Write(
            context.Status.Drift,
            wanted,
            context.Drive.Metadata.Generation,
            context.VirtualMachine.Metadata.Labels?.GetValueOrDefault(Labels.PoolRevision),
            now,
            context.IsRecheckRequested);
}
