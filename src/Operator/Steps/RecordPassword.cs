using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Lets a revision with a password for one start go on only once the status says that it has one: whatever happens afterwards, the operator
/// knows which drives no VirtualMachine may start with twice. A password for every start may be on any drive, so that nothing waits for it.
/// </summary>
internal sealed class RecordPassword : IStep
{
    /// <inheritdoc/>
    public string Condition => ConditionTypes.CopiedToPrimary;

    /// <inheritdoc/>
    public Task<StepResult> RunAsync(ReconcileContext run, CancellationToken cancellationToken)
    {
        var isForEveryStart = run.Drive.Spec.Password is { Lifetime: PasswordLifetime.Always };
        var recorded = run.Drive.Status?.Password?.Revisions ?? [];
        return Task.FromResult(!isForEveryStart && run.Status.Password?.Revisions.All(recorded.Contains) is false
            ? StepResult.Waiting(Reasons.PasswordPending, $"Revision {run.Status.Revision} has a password, which is recorded before the revision is copied")
            : StepResult.Passed);
    }
}
