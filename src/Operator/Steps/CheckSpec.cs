using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Library;

namespace ConfigDrive.Operator.Steps;

/// <summary>Refuses a spec that the CRD's schema should have refused: old API servers drop its CEL rules.</summary>
internal sealed class CheckSpec : IStep
{
    public string Condition => ConditionTypes.Rendered;

    public Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        // One without its texts is checked when it is read as a whole, to make the drive.
        var errors = context.Drive.IsAbridged ? [] : SpecValidation.Check(context.Drive.Spec);
        if (errors.Count > 0)
        {
            return Task.FromResult(StepResult.Stalled(Reasons.InvalidSpec, string.Join("; ", errors)));
        }

        var path = new LibraryPath(ClusterCache.VirtualMachineOf(context.Drive));
        return Task.FromResult(context.Status.Secondary is { } stored && stored.Path != path.ToString()
            ? StepResult.Stalled(
                Reasons.InvalidSpec,
                $"spec.virtualMachineRef: cannot be changed; the drive at {stored.Path} belongs to this ConfigDrive. "
                + "Set it back, or delete this ConfigDrive and create a new one")
            : StepResult.Skipped);
    }
}
