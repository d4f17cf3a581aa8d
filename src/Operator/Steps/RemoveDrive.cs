using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Steps;

/// <summary>Takes away what a deleted ConfigDrive left.</summary>
internal sealed class RemoveDrive(SecondaryStore store, VerifiedFiles seals, ElectOwner claim, DetachDrive? detach, PrimaryRemoval? primary)
{
    /// <summary>
    /// Takes the drive out of the VirtualMachine, removes copy pods, claims, and last the library entry, but never what another ConfigDrive has
    /// which owns the VirtualMachine. Once the result continues, nothing is left.
    /// </summary>
    /// <exception cref="SecondaryStoreException">The library could not remove it; the finalizer must stay.</exception>
    public async Task<StepResult> RunAsync(V1Alpha1ConfigDrive drive, CancellationToken cancellationToken)
    {
        if (detach is not null && await detach.RunAsync(drive, cancellationToken) is { Continues: false } held)
        {
            return held;
        }

        if (primary is not null && await primary.RunAsync(drive, cancellationToken) is { Continues: false } waits)
        {
            return waits;
        }

        // What the status records counts too: spec.virtualMachineRef may have been changed where no CEL rule guards it. The owner's own
        // path counts even when no status records it: a run may have been cut off between storing and writing the status.
        var recorded = LibraryPath.Parse(drive.Status?.Secondary?.Path ?? "");
        var current = ClusterCache.VirtualMachineOf(drive);
        if (recorded is not null && recorded.VirtualMachine.Namespace == current.Namespace)
        {
            Delete(recorded);
        }

        if (LibraryPath.IsAllowed(current.Name) && await claim.OwnerForAsync(drive, cancellationToken) == drive.Metadata.Name)
        {
            Delete(new LibraryPath(current));
        }

        return StepResult.Passed;
    }

    private void Delete(LibraryPath path)
    {
        store.Delete(path);
        seals.Forget(path);
    }
}
