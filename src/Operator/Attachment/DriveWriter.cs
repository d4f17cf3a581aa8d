using ConfigDrive.Kubernetes.Events;

namespace ConfigDrive.Operator.Attachment;

/// <summary>Writes the wanted drive to the template of a VirtualMachine, unless something else keeps undoing that.</summary>
internal sealed class DriveWriter(VirtualMachineWriter virtualMachines, TimeProvider time)
{
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

        try
        {
            context.VirtualMachine = await virtualMachines.PatchAsync(context.VirtualMachine, patch, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsRefusal)
        {
            return StepResult.Retry(
                Reasons.VirtualMachineRefused, $"The API server refuses the change of the VirtualMachine: {OneLine.From(exception.Status.Message ?? exception.Message)}");
        }

        context.Status = context.Status with { Drift = drift };
        context.Events.Add(new PendingEvent(EventType.Normal, reason, "AttachDrive", message, context.VirtualMachine));
        return null;
    }

    private static DriftStatus DriftOf(ReconcileContext context, WantedDrive wanted, DateTimeOffset now) =>
        Drift.Write(context.Status.Drift, wanted, context.Drive.Metadata.Generation, now, context.IsRecheckRequested);
}
