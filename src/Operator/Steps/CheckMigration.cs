using ConfigDrive.Operator.Attachment;

namespace ConfigDrive.Operator.Steps;

/// <summary>Reports whether the VirtualMachine can migrate with its drive. Reads what <see cref="AttachDrive"/> reads.</summary>
internal sealed class CheckMigration(AttachmentView view) : IStep
{
    public string Condition => ConditionTypes.MigrationReady;

    public Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken) => Task.FromResult(Observe(context) ?? StepResult.Skipped);

    public StepResult? Observe(ReconcileContext context)
    {
        if (view.InputsFor(context) is not { } inputs)
        {
            return null;
        }

        var decision = AttachmentRules.Decide(inputs);
        return MigrationReadiness.Assess(inputs, decision, decision.Wanted is { } wanted && !DriveWriter.Withholds(context, wanted, inputs.Now));
    }
}
