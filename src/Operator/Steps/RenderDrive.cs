using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Rendering;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Makes the image, unless the inputs are those of the revision in the status. Reads the VirtualMachine, <c>status.placement</c> and
/// <c>status.password</c>; sets the image, <c>status.revision</c>, <c>status.revisionKeyID</c>, <c>status.digest</c>, <c>status.inputs</c>,
/// <c>status.class*</c>, <c>status.instance</c> and <c>status.password</c>.
/// </summary>
internal sealed class RenderDrive(DriveRenderer renderer, KeyRenewal renewal) : IStep
{
    private const string InstanceChanged =
        "The drive has another instance ID (spec.instanceIdentity, spec.metadata.instanceID, the firmware UUID; with PerUserData user data, vendor data and files): at its next "
        + "start with it the guest starts over as a new instance, and cloud-init creates new SSH host keys";

    public string Condition => ConditionTypes.Rendered;

    public async Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        if (context.Class.Fault is { } fault)
        {
            return fault;
        }

        if (context.Status.Revision is not null && context.Status.Inputs == renderer.InputsOf(context) && !context.IsRecheckRequested
            && (context.ClassDelay is not null || context.Status.ClassInputs == context.ClassInputs))
        {
            context.Status = context.Status with { RevisionKeyID = renderer.RevisionKeyID };
            return Rendered(context) with { RecheckAfter = context.ClassDelay is { } delay && delay != Timeout.InfiniteTimeSpan ? delay : null };
        }

        context.OtherKey = await renewal.FindAsync(context, cancellationToken);
        if (renewal.FindDelay(context) is { } waits)
        {
            return waits;
        }

        try
        {
            // Digests are compared only with others of the same key.
            var former = context.OtherKey is null ? context.Status.Instance : null;
            if (context.Take(await renderer.RenderAsync(context, cancellationToken)).Instance != former && former is not null)
            {
                context.Events.Add(new PendingEvent(EventType.Normal, Reasons.InstanceChanged, "Render", InstanceChanged, context.VirtualMachine));
            }

            return Rendered(context);
        }
        catch (MissingSourceException exception)
        {
            return Explain(exception);
        }
        catch (ClassFaultException exception)
        {
            return StepResult.Waiting(Reasons.ClassInvalid, exception.Message);
        }
        catch (InvalidContentException exception)
        {
            return StepResult.Stalled(Reasons.InvalidContent, exception.Message);
        }
    }

    // Whether a Secret exists that may not be read is not told.
    private StepResult Explain(MissingSourceException missing) => missing switch
    {
        { SourceObject.Kind: SourceKind.ConfigMap } => StepResult.Waiting(Reasons.ConfigMapNotFound, missing.Message),
        { ObjectExists: false } when renderer.Access is SecretAccess.Label => StepResult.Waiting(
            Reasons.SecretNotAllowed,
            $"""Secret "{missing.SourceObject.Name}" does not exist, or lacks the label {Labels.Readable}: "true", without which this operator reads none (--secret-access)"""),
        _ => StepResult.Waiting(Reasons.SecretNotFound, missing.Message),
    };

    private static StepResult Rendered(ReconcileContext context) =>
        StepResult.Satisfied(Reasons.Rendered, $"Revision {context.Status.Revision} was rendered");
}
