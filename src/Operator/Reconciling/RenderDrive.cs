using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Reconciling;

/// <summary>Makes the image, unless the inputs are those of the revision in the status.</summary>
internal sealed class RenderDrive(DriveRenderer renderer) : IStep
{
    /// <inheritdoc/>
    public string Condition => ConditionTypes.Rendered;

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(Reconciliation run, CancellationToken cancellationToken)
    {
        if (run.Status.Revision is not null && run.Status.Inputs == renderer.InputsOf(run) && !run.IsRecheckRequested)
        {
            return Achieved(run);
        }

        try
        {
            run.Take(await renderer.RenderAsync(run, cancellationToken));
            return Achieved(run);
        }
        catch (MissingSourceException exception)
        {
            var reason = exception.SourceObject.Kind is SourceKind.Secret ? Reasons.SecretNotFound : Reasons.ConfigMapNotFound;
            return StepResult.Waiting(reason, exception.Message);
        }
        catch (InvalidContentException exception)
        {
            return StepResult.Stalled(Reasons.InvalidContent, exception.Message);
        }
    }

    private static StepResult Achieved(Reconciliation run) =>
        StepResult.Achieved(Reasons.Rendered, $"Revision {run.Status.Revision} was rendered");
}
