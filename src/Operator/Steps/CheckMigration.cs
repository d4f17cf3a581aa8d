using ConfigDrive.Operator.Attachment;

namespace ConfigDrive.Operator.Steps;

/// <summary>Tells whether the drive can move to another node with its VirtualMachine; hinders nothing. Reads what <see cref="AttachDrive"/> reads.</summary>
internal sealed class CheckMigration(AttachmentView view) : IStep
{
    public string Condition => ConditionTypes.MigrationReady;

    public Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken) => Task.FromResult(Observe(context) ?? StepResult.Skipped);

    public StepResult? Observe(ReconcileContext context) =>
        view.InputsFor(context) is { } inputs ? MigrationReadiness.Assess(inputs, AttachmentRules.Decide(inputs)) : null;
}
