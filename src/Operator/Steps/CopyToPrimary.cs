using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Has a copy pod fill a claim with the revision: carries out what <see cref="CopyDecision"/> decides, until there is nothing to do now. Reads
/// <c>status.revision</c> and <c>status.image</c>; sets <c>status.primary</c>.
/// </summary>
internal sealed class CopyToPrimary(ClaimParts claims, SecondaryStore library, RevisionKey key, TimeProvider time) : IStep
{
    private readonly PrimaryStore primary = claims.Store;
    private readonly ClaimNaming naming = new(claims.Store.Claims);
    private readonly CopyVerification verification = new(library, key);

    public string Condition => ConditionTypes.CopiedToPrimary;

    public async Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        await AdoptOrphansAsync(context, cancellationToken);
        var lost = ForgetLostClaim(context);
        var revision = context.Status.Revision!;
        var name = await naming.NameAsync(context, revision, cancellationToken);
        var wanted = DesiredClaim.For(name, revision, context.Drive.Spec.PrimaryStorage, claims.Defaults, context.Status.Image?.SizeBytes ?? 0);
        var result = await new CopyRun(context, wanted, claims, verification, library, time).ToEndAsync(cancellationToken);
        if (result.Outcome is StepOutcome.Satisfied)
        {
            context.Status = context.Status with { Primary = new PrimaryStatus { ClaimName = name, Revision = revision } };
        }

        // The user who deleted the claim sees immediately what the operator does about it.
        return lost is not null && result.IsProgress
            ? StepResult.Waiting(Reasons.ClaimDeleted, $"Claim {lost} is gone or lost its volume: {name} is created and filled again") with { RecheckAfter = result.RecheckAfter }
            : result;
    }

    /// <summary>
    /// Makes the claims that the VirtualMachine names, and an operator made, those of this ConfigDrive where they are nobody's: KubeVirt copies a claim with
    /// all its marks and without an owner. Such a claim is then one of an earlier revision.
    /// </summary>
    private async Task AdoptOrphansAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        foreach (var name in ClaimReferences.NamedBy(context.VirtualMachine))
        {
            if (primary.Claims.Find(new NamespacedName(context.Drive.Metadata.Namespace ?? "", name)) is { Metadata.DeletionTimestamp: null } claim && Ownership.IsOrphan(claim))
            {
                await primary.Claims.PatchAsync(claim, Ownership.Adopt(claim, context.Drive), cancellationToken);
            }
        }
    }

    /// <summary>A claim that is gone, being deleted or being refilled must not be attached.</summary>
    /// <returns>Name of the claim, if it had the revision that is still wanted.</returns>
    private string? ForgetLostClaim(ReconcileContext context)
    {
        if (context.Status.Primary is not { } former || primary.IsFilled(context.Drive, former))
        {
            return null;
        }

        context.Status = context.Status with { Primary = null };
        if (former.Revision != context.Status.Revision)
        {
            return null;
        }

        context.Events.Add(new PendingEvent(EventType.Warning, Reasons.ClaimDeleted, "CopyToPrimary", $"Claim {former.ClaimName} with revision {former.Revision} was deleted or lost its volume"));
        return former.ClaimName;
    }
}
