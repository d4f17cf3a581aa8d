using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Library;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Deletes the file of a stopped VirtualMachine from the library once the image is on a claim. Reads <c>status.revision</c> and the claims; clears
/// <c>status.secondary</c>.
/// </summary>
internal sealed class ReclaimLibrary(LibraryPolicy policy, SecondaryStore library) : IStep
{
    public string Condition => ConditionTypes.StoredOnSecondary;

    public static StepResult Reclaimed { get; } = StepResult.Informational(
        Reasons.Reclaimed, "The VirtualMachine is stopped and the drive is on its claim: it is stored again when the VirtualMachine starts");

    public Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var path = new LibraryPath(ClusterCache.VirtualMachineOf(context.Drive));
        if (!policy.MayReclaim(context) || (context.Status.Secondary is null && library.StateOf(path) is null))
        {
            return Task.FromResult(StepResult.Skipped);
        }

        library.Delete(path);
        context.Status = context.Status with { Secondary = null };
        context.Events.Add(new PendingEvent(EventType.Normal, Reasons.Reclaimed, "ReclaimLibrary", $"Removed {path}: the VirtualMachine is stopped, and the drive is on its claim"));
        return Task.FromResult(Reclaimed);
    }
}

/// <summary>Decides whether a drive has to be in the library.</summary>
/// <param name="primary">The claims; <c>null</c> for an operator without claims, whose library keeps everything.</param>
internal sealed class LibraryPolicy(PrimaryStore? primary)
{
    /// <summary>
    /// Whether the drive need not be in the library (<c>secondaryStorage.reclaim: OnStop</c>): the VirtualMachine is stopped, and what it will start
    /// with is on a claim. It is stored again when the VirtualMachine starts, and before it is copied.
    /// </summary>
    public bool MayReclaim(ReconcileContext context) =>
        context.Drive.Spec.SecondaryStorage.Reclaim is not ReclaimPolicy.OnDelete
        && context.Status.Revision is { } revision
        && InstancePhases.IsStopped(context.VirtualMachine, context.VirtualMachineInstance)
        && primary?.Claims.OwnedBy(context.Drive).Any(claim => ClaimAnnotations.IsFilledWith(claim, revision)) is true;
}
