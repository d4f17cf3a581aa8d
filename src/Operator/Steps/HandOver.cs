using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Library;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Removes from this operator's library the image of a ConfigDrive that it does not serve, as it did before the labels of the ConfigDrive were changed.
/// Nothing else is this operator's own: claims, copy pods and the finalizer belong to the ConfigDrive, and so to the operator that serves it now.
/// </summary>
internal sealed class HandOver(ClusterCache cluster, SecondaryStore library)
{
    /// <exception cref="SecondaryStoreException">The library cannot be written.</exception>
    public void Run(V1Alpha1ConfigDrive drive)
    {
        var virtualMachine = ClusterCache.VirtualMachineOf(drive);
        if (LibraryPath.IsAllowed(virtualMachine.Name)
            && !cluster.ConfigDrives.Store.ByIndex(Indexes.VirtualMachine, Indexes.Key(virtualMachine)).Any(cluster.Serves)
            && library.StateOf(new LibraryPath(virtualMachine)) is not null)
        {
            library.Delete(new LibraryPath(virtualMachine));
        }
    }
}
