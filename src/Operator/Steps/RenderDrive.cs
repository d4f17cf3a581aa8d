using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Rendering;

namespace ConfigDrive.Operator.Steps;

/// <summary>Makes the image, unless the inputs are those of the revision in the status.</summary>
internal sealed class RenderDrive(DriveRenderer renderer) : IStep
{
    private const string InstanceChanged =
        "The drive has another instance ID (spec.instanceIdentity, spec.metadata.instanceID, the firmware UUID; with PerUserData user data, vendor data and files): at its next "
        + "start with it the guest takes itself for a new instance, runs everything once more, and cloud-init makes new SSH host keys";

    /// <inheritdoc/>
    public string Condition => ConditionTypes.Rendered;

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(ReconcileContext run, CancellationToken cancellationToken)
    {
        if (run.Status.Revision is not null && run.Status.Inputs == renderer.InputsOf(run) && !run.IsRecheckRequested)
        {
            return Achieved(run);
        }

        try
        {
            var former = run.Status.Instance;
            if (run.Take(await renderer.RenderAsync(run, cancellationToken)).Instance != former && former is not null)
            {
                run.Notices.Add(new PendingEvent(EventType.Normal, Reasons.InstanceChanged, "Render", InstanceChanged, run.VirtualMachine));
            }

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

    private static StepResult Achieved(ReconcileContext run) =>
        StepResult.Achieved(Reasons.Rendered, $"Revision {run.Status.Revision} was rendered");
}
