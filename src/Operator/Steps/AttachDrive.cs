using ConfigDrive.Operator.Attachment;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Attaches the drive to the VirtualMachine: one decision, and at most one patch. Reads <c>status.primary</c>, <c>status.password</c> and
/// <c>status.boot</c>; sets <c>status.drift</c> and the VirtualMachine.
/// </summary>
internal sealed class AttachDrive(AttachmentView view, DriveWriter writer) : IStep
{
    public string Condition => ConditionTypes.Attached;

    public async Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        if (view.InputsFor(context) is not { } inputs)
        {
            return StepResult.Skipped;
        }

        var decision = AttachmentRules.Decide(inputs);
        if (decision.Wanted is not { } wanted)
        {
            return decision.Result;
        }

        // What this instance started with must be on record before its drive is changed: it decides to whom a password was delivered.
        if (context.VirtualMachineInstance is { } instance && instance.Metadata.Uid != context.Drive.Status?.Boot?.VirtualMachineInstanceUID)
        {
            return StepResult.Waiting(Reasons.Observing, "A new VirtualMachineInstance was seen; the drive is checked next");
        }

        var (reason, message) = wanted.ClaimName is null
            ? (Reasons.Detaching, "The medium is taken out of the drive of the VirtualMachine")
            : (Reasons.Attaching, $"Revision {context.Status.Revision} is put into the drive of the VirtualMachine");
        return await writer.WriteAsync(context, wanted, reason, message, cancellationToken) ?? decision.Result;
    }

    public StepResult? Observe(ReconcileContext context) =>
        view.InputsFor(context) is { } inputs && AttachmentRules.Decide(inputs) is { Wanted: null, Result: var result } ? result : null;
}
