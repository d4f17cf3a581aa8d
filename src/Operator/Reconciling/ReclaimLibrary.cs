using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Storage;
using ConfigDrive.Operator.Storage.Primary;

namespace ConfigDrive.Operator.Reconciling;

/// <summary>Takes the drive of a stopped VirtualMachine out of the library, once a claim holds it.</summary>
internal sealed class ReclaimLibrary(LibraryReclaim reclaim, SecondaryStore library, LibrarySeals seals) : IStep
{
    /// <inheritdoc/>
    public string Condition => ConditionTypes.StoredOnSecondary;

    /// <summary>What the condition says of a drive that the library does without.</summary>
    public static StepResult Reclaimed { get; } = StepResult.Noted(
        Reasons.Reclaimed, "The VirtualMachine is stopped and its claim holds the drive: it is stored again when the VirtualMachine starts");

    /// <inheritdoc/>
    public Task<StepResult> RunAsync(Reconciliation run, CancellationToken cancellationToken)
    {
        var path = new LibraryPath(Cluster.VirtualMachineOf(run.Drive));
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
        run.Notices.Add(new Notice(EventType.Normal, Reasons.Reclaimed, "ReclaimLibrary", $"Removed {path}: the VirtualMachine is stopped, and its claim holds the drive"));
        return Task.FromResult(Reclaimed);
    }
}
