namespace ConfigDrive.Operator.Cluster;

/// <summary>
/// Which of several ConfigDrives owns a VirtualMachine, and its place in the library: the oldest, even while it is being deleted or when it
/// cannot be read.
/// </summary>
internal sealed class DriveOwner(ClusterCache cluster, KubernetesClient client)
{
    private readonly ResourceClient<ConfigDriveOutline> outlines = client.Resource(OperatorResources.ConfigDriveOutlines);

    /// <summary>The oldest of at least one ConfigDrive; the first by name where they are of one age.</summary>
    public static T Oldest<T>(IReadOnlyList<T> drives)
        where T : IKubernetesObject => drives.MinBy(drive => (drive.Metadata.CreationTimestamp, drive.Metadata.Name))!;

    /// <summary>Name of the ConfigDrive that owns the VirtualMachine of <paramref name="drive"/>.</summary>
    public async Task<string> NameForAsync(V1Alpha1ConfigDrive drive, CancellationToken cancellationToken)
    {
        var virtualMachine = ClusterCache.VirtualMachineOf(drive);
        IEnumerable<IKubernetesObject> readable = cluster.ConfigDrives.Store.ByIndex(Indexes.VirtualMachine, Indexes.Key(virtualMachine));
        return Oldest([.. readable.Append(drive), .. await UnreadableAsync(virtualMachine, cancellationToken)]).Metadata.Name!;
    }

    /// <summary>The ConfigDrives of a VirtualMachine that the cache cannot read. No request is made while all of the namespace can be read.</summary>
    public async Task<IReadOnlyList<ConfigDriveOutline>> UnreadableAsync(NamespacedName virtualMachine, CancellationToken cancellationToken)
    {
        var found = new List<ConfigDriveOutline>();
        foreach (var unreadable in cluster.ConfigDrives.Store.ListUnreadable().Where(drive => drive.Key.Namespace == virtualMachine.Namespace))
        {
            if (await outlines.FindAsync(unreadable.Key, cancellationToken) is { } outline && outline.VirtualMachineName == virtualMachine.Name)
            {
                found.Add(outline);
            }
        }

        return found;
    }
}
