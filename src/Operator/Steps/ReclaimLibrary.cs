using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Steps;

/// <summary>Takes the drive of a stopped VirtualMachine out of the library, once a claim holds it.</summary>
internal sealed class ReclaimLibrary(LibraryReclaim reclaim, SecondaryStore library, VerifiedFiles seals) : IStep
{
    /// <inheritdoc/>
    public string Condition => ConditionTypes.StoredOnSecondary;

    /// <summary>What the condition says of a drive that the library does without.</summary>
    public static StepResult Reclaimed { get; } = StepResult.Noted(
        Reasons.Reclaimed, "The VirtualMachine is stopped and its claim holds the drive: it is stored again when the VirtualMachine starts");

    /// <inheritdoc/>
    public Task<StepResult> RunAsync(ReconcileContext run, CancellationToken cancellationToken)
    {
        var path = new LibraryPath(ClusterCache.VirtualMachineOf(run.Drive));
        if (!reclaim.Spares(run) || (run.Status.Secondary is null && library.StateOf(path) is null))
        {
            return Task.FromResult(StepResult.Passed);
        }

        try
        {
            library.Delete(path);
        }
        catch (SecondaryStoreException exception)
        {
            return Task.FromResult(StepResult.Retry(exception.Reason, exception.Message));
        }

        seals.Forget(path);
        run.Status = run.Status with { Secondary = null };
        run.Notices.Add(new PendingEvent(EventType.Normal, Reasons.Reclaimed, "ReclaimLibrary", $"Removed {path}: the VirtualMachine is stopped, and its claim holds the drive"));
        return Task.FromResult(Reclaimed);
    }
}

/// <summary>Decides whether a drive has to lie in the library.</summary>
internal sealed class LibraryReclaim(PrimaryStore primary)
{
    /// <summary>
    /// Whether the library may do without the drive (<c>secondaryStorage.reclaim: OnStop</c>): the VirtualMachine is stopped, and what it will start
    /// with lies on a claim. It is stored again when the VirtualMachine starts, and before it is copied.
    /// </summary>
    public bool Spares(ReconcileContext run) =>
        run.Drive.Spec.SecondaryStorage.Reclaim is ReclaimPolicy.OnStop
        && run.Status.Revision is { } revision
        && InstancePhases.IsStopped(run.VirtualMachine, run.VirtualMachineInstance)
        && primary.Claims.Of(run.Drive).Any(claim => ClaimAnnotations.Holds(claim, revision));
}
