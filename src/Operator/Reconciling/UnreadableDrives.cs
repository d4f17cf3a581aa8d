using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Reconciling;

/// <summary>The ConfigDrives that the cache set aside because they cannot be read. They have their VirtualMachines and their places in the library still.</summary>
internal sealed class UnreadableDrives(Cluster cluster, KubernetesClient client)
{
    private readonly ResourceClient<ConfigDriveOutline> outlines = client.Resource(OperatorResources.ConfigDriveOutlines);

    /// <summary>Those of a VirtualMachine. Nothing is asked of the server while all ConfigDrives of the namespace can be read.</summary>
    public async Task<IReadOnlyList<ConfigDriveOutline>> OfAsync(NamespacedName virtualMachine, CancellationToken cancellationToken)
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
