using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Storage;

namespace ConfigDrive.Operator.Reconciling;

/// <summary>Takes away what a deleted ConfigDrive left.</summary>
internal sealed class RemoveDrive(SecondaryStore store, ClaimVirtualMachine claim)
{
    /// <summary>Removes the library entry, but never that of another ConfigDrive which owns the VirtualMachine.</summary>
    /// <exception cref="SecondaryStoreException">The library could not remove it; the finalizer must stay.</exception>
    public void Run(V1Alpha1ConfigDrive drive)
    {
        // What the status records counts too: spec.virtualMachineRef may have been changed where no CEL rule guards it. The owner's own
        // path counts even when no status records it: a run may have been cut off between storing and writing the status.
        var recorded = LibraryPath.Parse(drive.Status?.Secondary?.Path ?? "");
        var current = Cluster.VirtualMachineOf(drive);
        if (recorded is not null && recorded.VirtualMachine.Namespace == current.Namespace)
        {
            store.Delete(recorded);
        }

        if (LibraryPath.IsAllowed(current.Name) && claim.OwnerFor(drive).Metadata.Name == drive.Metadata.Name)
        {
            store.Delete(new LibraryPath(current));
        }
    }
}
