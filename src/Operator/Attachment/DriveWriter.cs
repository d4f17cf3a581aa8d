using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Steps;

namespace ConfigDrive.Operator.Attachment;

/// <summary>Brings the drive in the template of a VirtualMachine to what is wanted, unless something else keeps undoing that.</summary>
internal sealed class DriveWriter(VirtualMachineWriter virtualMachines, TimeProvider time)
{
    /// <summary>
    /// Whether nothing is written though the template should change: another revision is on its way into a claim and will be what is
    /// written, or nobody knows when anything will.
    /// </summary>
    public static bool Withholds(ReconcileContext run, WantedDrive wanted, DateTimeOffset now) =>
        run.Status.Primary?.Revision != run.Status.Revision
        || run.Drive is { Spec.Suspend: true } or { Metadata.DeletionTimestamp: not null }
        || run.Status.Conditions.Any(condition => condition is { Type: ConditionTypes.Attached, Reason: Reasons.VirtualMachineRefused })
        || Drift.IsTooMuch(DriftOf(run, wanted, now));

    /// <summary>Writes, or tells why not; <c>null</c> when the template is as wanted.</summary>
    /// <param name="run">The reconciliation, whose VirtualMachine is the new one afterwards.</param>
    /// <param name="wanted">What is wanted.</param>
    /// <param name="reason">Reason of the event.</param>
    /// <param name="message">Message of the event.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="KubernetesException">The VirtualMachine is not as it was seen.</exception>
    public async Task<StepResult?> WriteAsync(ReconcileContext run, WantedDrive wanted, string reason, string message, CancellationToken cancellationToken)
    {
        var attachment = run.Drive.Spec.Attachment;
        var bus = CdromBus.For(attachment.Bus, run.VirtualMachine, run.VirtualMachineInstance);
        if (run.VirtualMachine.Metadata.DeletionTimestamp is not null || TemplatePatch.To(run.VirtualMachine, attachment.DiskName, bus, wanted) is not { } patch)
        {
            return null;
        }

        var drift = DriftOf(run, wanted, time.GetUtcNow());
        if (Drift.IsTooMuch(drift))
        {
            run.Status = run.Status with { Drift = drift with { Rounds = Drift.Rounds } };
            return StepResult.Stalled(
                Reasons.DriftDetected,
                $"""Something else undid the change of disk and volume "{attachment.DiskName}" of the VirtualMachine {Drift.Rounds} times: declare them in its """
                + $"manifests, tell the tool to ignore them (docs/guides/gitops.md), or set spec.attachment.mode: Manual. Then annotate the ConfigDrive with {Annotations.ReconcileRequestedAt}");
        }

        try
        {
            run.VirtualMachine = await virtualMachines.PatchAsync(run.VirtualMachine, patch, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.Status.Message?.Contains("denied the request", StringComparison.Ordinal) is true)
        {
            return StepResult.Retry(Reasons.VirtualMachineRefused, $"A webhook refused the change of the VirtualMachine: {exception.Status.Message}");
        }

        run.Status = run.Status with { Drift = drift };
        run.Notices.Add(new PendingEvent(EventType.Normal, reason, "AttachDrive", message, run.VirtualMachine));
        return null;
    }

    private static DriftStatus DriftOf(ReconcileContext run, WantedDrive wanted, DateTimeOffset now) =>
        Drift.Write(run.Status.Drift, wanted, run.Drive.Metadata.Generation, now, run.IsRecheckRequested);
}
