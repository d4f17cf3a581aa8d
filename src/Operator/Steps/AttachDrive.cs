using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Steps;

/// <summary>Brings the drive into the VirtualMachine: one decision, and at most one patch.</summary>
internal sealed class AttachDrive(Func<ReconcileContext, AttachmentInputs> view, DriveWriter writer) : IStep
{
    /// <inheritdoc/>
    public string Condition => ConditionTypes.Attached;

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(ReconcileContext run, CancellationToken cancellationToken)
    {
        var decision = AttachmentRules.Decide(view(run));
        if (decision.Change is not { } wanted)
        {
            return decision.Result;
        }

        // What this instance started with must be on record before its drive is changed: it decides to whom a password was delivered.
        if (run.VirtualMachineInstance?.Metadata.Uid != run.Drive.Status?.Boot?.VirtualMachineInstanceUID && run.VirtualMachineInstance is not null)
        {
            return StepResult.Waiting(Reasons.Observing, "A new VirtualMachineInstance was seen; the drive is looked at next");
        }

        var message = wanted.ClaimName is null
            ? "The medium is taken out of the drive of the VirtualMachine"
            : $"Revision {run.Status.Revision} is put into the drive of the VirtualMachine";
        return await writer.WriteAsync(run, wanted, wanted.ClaimName is null ? Reasons.Detaching : Reasons.Attaching, message, cancellationToken) ?? decision.Result;
    }
}
