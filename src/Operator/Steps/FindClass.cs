using ConfigDrive.Operator.Classes;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Rendering;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Finds the class of the ConfigDrive and completes the spec by its defaults. A drive that exists keeps the defaults that it was made with
/// (<c>status.classDefaults</c>) while it waits for its turn to take a changed class, and while the class is missing.
/// </summary>
internal sealed class FindClass(ClusterCache cluster, ClassReader reader, ClassRollouts rollouts) : IStep
{
    public string Condition => ConditionTypes.Rendered;

    public Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        context.Class = ClassFinder.Find(context.Drive, cluster.Classes);
        if (context.Class.Fault is { } fault)
        {
            // What exists is still observed, and a password withdrawn; rendering ends the run.
            return Task.FromResult(context.Status.Revision is null ? fault : StepResult.Skipped);
        }

        context.ClassInputs = reader.InputsOf(context.Class.Class);
        context.ClassDelay = FindDelay(context, context.Class.Class, context.ClassInputs);
        if (context.ClassDelay is null)
        {
            context.Complete(context.Class.Class?.Spec.Defaults);
        }

        return Task.FromResult(StepResult.Skipped);
    }

    /// <summary>How long the drive stays with the class as it was; <c>null</c> when it takes the class as it is, or has it already.</summary>
    private TimeSpan? FindDelay(ReconcileContext context, V1Alpha1ConfigDriveClass? given, string inputs) =>
        given is null || context.Status.Revision is null || context.IsRecheckRequested
        || (context.Drive.Spec.ClassName is { } named && named != context.Status.ClassName) // its author chose another
        || inputs == context.Status.ClassInputs
            ? null
            : rollouts.FindDelay(context.Drive, given, inputs);
}
