using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Steps;

/// <summary>Has a copy pod fill a claim with the revision: carries out what <see cref="CopyDecision"/> decides, until there is nothing to do now.</summary>
internal sealed class CopyToPrimary(
    PrimaryStore primary,
    ClaimNaming choice,
    CopyPodMaker pods,
    CopyVerification verification,
    LiveReferences live,
    VerifiedFiles seals,
    PrimaryDefaults defaults,
    TimeProvider time) : IStep
{
    /// <inheritdoc/>
    public string Condition => ConditionTypes.CopiedToPrimary;

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(ReconcileContext run, CancellationToken cancellationToken)
    {
        var lost = ForgetLostClaim(run);
        var revision = run.Status.Revision!;
        var name = await choice.NameAsync(run, revision, cancellationToken);
        var wanted = DesiredClaim.Of(name, revision, run.Drive.Spec.PrimaryStorage, defaults, run.Status.Image?.SizeBytes ?? 0);
        StepResult result;
        try
        {
            result = await new CopyRun(run, wanted, primary, pods, verification, live, seals, time).ToEndAsync(cancellationToken);
        }
        catch (SecondaryStoreException exception)
        {
            return StepResult.Retry(exception.Reason, exception.Message);
        }

        if (result.Holds)
        {
            run.Status = run.Status with { Primary = new PrimaryStatus { ClaimName = name, Revision = revision } };
        }

        // Who deletes a claim shall read at once what came of it.
        return lost is not null && result.IsProgress
            ? StepResult.Waiting(Reasons.ClaimDeleted, $"Claim {lost} is gone or lost what it held: {name} is made and filled anew") with { RecheckAfter = result.RecheckAfter }
            : result;
    }

    /// <summary>A claim that is gone, goes away or is being refilled holds nothing that a VirtualMachine may be given.</summary>
    /// <returns>Name of the claim, if it was to hold what is still wanted.</returns>
    private string? ForgetLostClaim(ReconcileContext run)
    {
        if (run.Status.Primary is not { } former || primary.Holds(run.Drive, former))
        {
            return null;
        }

        run.Status = run.Status with { Primary = null };
        if (former.Revision != run.Status.Revision)
        {
            return null;
        }

        run.Notices.Add(new PendingEvent(EventType.Warning, Reasons.ClaimDeleted, "CopyToPrimary", $"Claim {former.ClaimName} with revision {former.Revision} was deleted or lost its volume"));
        return former.ClaimName;
    }
}
