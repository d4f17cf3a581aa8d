namespace ConfigDrive.Operator.Reconciling;

/// <summary>
/// One step of the pipeline: idempotent, reads the world, changes at most one thing, and can be cut off at any instant, for the next run
/// finishes it.
/// </summary>
internal interface IStep
{
    /// <summary>Type of the condition that tells how the step ended.</summary>
    string Condition { get; }

    /// <summary>Runs the step and leaves what later steps need in <paramref name="run"/>.</summary>
    Task<StepResult> RunAsync(Reconciliation run, CancellationToken cancellationToken);
}
