namespace ConfigDrive.Operator.Steps;

/// <summary>Ends each run while the key of all revisions is lost. Everything stays as it is.</summary>
/// <param name="secret">The Secret of the key.</param>
internal sealed class AwaitRevisionKey(NamespacedName secret) : IStep
{
    public string Condition => ConditionTypes.Rendered;

    public Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken) => Task.FromResult(StepResult.Waiting(
        Reasons.RevisionKeyLost,
        $"Secret {secret}, the key of all revisions, is gone: restore it from a backup (docs/guides/backup.md), and the operator goes on immediately. Without one, start the "
        + "operator with --accept-new-revision-key: it makes another, and each drive whose image the library does not have gets a new revision. Until then nothing of the drive is changed"));
}
