using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Tests.Steps;

/// <summary>A step that ends as it is told.</summary>
internal sealed class ScriptedStep(string condition, Func<StepResult> run, StepResult? seen = null) : IStep
{
    public int Runs { get; private set; }

    /// <summary>That of the last run.</summary>
    public ReconcileContext? Last { get; private set; }

    public string Condition => condition;

    public Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        Runs++;
        Last = context;
        return Task.FromResult(run());
    }

    public StepResult? Observe(ReconcileContext context) => seen;
}
