using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Steps;

/// <summary>Tells whether the drive can move to another node with its VirtualMachine; hinders nothing.</summary>
internal sealed class CheckMigration(Func<ReconcileContext, AttachmentInputs> view) : IStep
{
    /// <inheritdoc/>
    public string Condition => ConditionTypes.MigrationReady;

    /// <inheritdoc/>
    public Task<StepResult> RunAsync(ReconcileContext run, CancellationToken cancellationToken) => Task.FromResult(Of(run));

    /// <summary>The same, for who only wants to know. A claim must have been filled for the drive.</summary>
    public StepResult Of(ReconcileContext run)
    {
        var inputs = view(run);
        return MigrationReadiness.Of(inputs, AttachmentRules.Decide(inputs));
    }
}
