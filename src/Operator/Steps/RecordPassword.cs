namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Has a revision with a password for one start copied only after the status says that it has one: whatever happens afterwards, the operator knows
/// which drives no VirtualMachine may start with twice. A password for every start may be on any drive, so nothing waits for it. Reads
/// <c>status.password</c> as it is and as it was written last.
/// </summary>
internal sealed class RecordPassword : IStep
{
    public string Condition => ConditionTypes.CopiedToPrimary;

    public Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var isForEveryStart = context.Drive.Spec.Password is { Lifetime: PasswordLifetime.Always };
        var recorded = (context.Drive.Status?.Password?.Revisions ?? []).Select(entry => entry.Revision).ToHashSet();
        return Task.FromResult(!isForEveryStart && context.Status.Password?.Revisions.All(entry => recorded.Contains(entry.Revision)) is false
            ? StepResult.Waiting(Reasons.PasswordPending, $"Revision {context.Status.Revision} has a password, which is recorded before the revision is copied")
            : StepResult.Skipped);
    }
}
