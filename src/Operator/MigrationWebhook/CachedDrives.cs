using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.MigrationWebhook;

/// <summary>The drives as the caches show them: every replica has caches, one alone reconciles.</summary>
internal sealed class CachedDrives(ClusterCache cluster)
{
    /// <summary>
    /// The drive of a VirtualMachine, in a context as after the claim was filled; <c>null</c> when there is none with a filled claim, or when it
    /// may be one that cannot be read.
    /// </summary>
    public ReconcileContext? Find(NamespacedName name)
    {
        if (cluster.Primary is null // Nothing is attached then.
            || !cluster.HasSynced
            || cluster.ConfigDrives.Store.ListUnreadable().Any(drive => drive.Key.Namespace == name.Namespace)
            || cluster.ConfigDrives.Store.ByIndex(Indexes.VirtualMachine, Indexes.Key(name)) is not [_, ..] drives
            || cluster.VirtualMachines.Store.Find(name) is not { } virtualMachine)
        {
            return null;
        }

        var drive = DriveOwner.Oldest(drives);
        return drive.Status?.Primary is null || !cluster.Serves(drive) ? null : new ReconcileContext(drive)
        {
            VirtualMachine = virtualMachine,
            VirtualMachineInstance = cluster.VirtualMachineInstances.Store.Find(name),
        };
    }
}
