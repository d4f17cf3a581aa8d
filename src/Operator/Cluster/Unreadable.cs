using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Cluster;

/// <summary>Tells what is not there from what is there but cannot be read: only the former lets anything be taken away.</summary>
internal static class Unreadable
{
    /// <summary>What to do about an object that the cache did not show; <c>null</c> when it was found, or is gone for sure.</summary>
    public static StepResult? Check<T>(Informer<T> informer, string kind, NamespacedName name, T? found)
        where T : class, IKubernetesObject =>
        found is not null || informer.Store.IsAbsent(name)
            ? null
            : StepResult.Waiting(
                Reasons.ObjectUnreadable,
                $"""{kind} "{name.Name}" does not fit what the operator knows of it, at {informer.Store.FindUnreadable(name)?.Fault ?? "$"}: correct it; """
                + "the operator goes on at once");
}

/// <summary>The ConfigDrives that the cache set aside because they cannot be read. They have their VirtualMachines and their places in the library still.</summary>
internal sealed class UnreadableDrives(ClusterCache cluster, KubernetesClient client)
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
