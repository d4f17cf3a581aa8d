using ConfigDrive.Operator.Reconciling;

namespace ConfigDrive.Operator.VirtualMachines;

/// <summary>Tells whether the drive can move to another node with its VirtualMachine; hinders nothing.</summary>
internal sealed class CheckMigration(Func<Reconciliation, AttachmentInputs> view) : IStep
{
    /// <inheritdoc/>
    public string Condition => ConditionTypes.MigrationReady;

    /// <inheritdoc/>
    public Task<StepResult> RunAsync(Reconciliation run, CancellationToken cancellationToken)
    {
        var inputs = view(run);
        return Task.FromResult(MigrationReadiness.Of(inputs, AttachmentRules.Decide(inputs)));
    }
}
