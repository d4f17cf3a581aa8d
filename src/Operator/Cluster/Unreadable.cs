using ConfigDrive.Kubernetes.Caching;

namespace ConfigDrive.Operator.Cluster;

/// <summary>Tells what is not there from what is there but cannot be read: only the former lets anything be taken away.</summary>
internal static class Unreadable
{
    /// <summary>What to do when the VirtualMachine or its instance cannot be read; <c>null</c> when each was found, or is gone for sure.</summary>
    public static StepResult? Check(ClusterCache cluster, NamespacedName virtualMachine) =>
        Check(cluster.VirtualMachines, "VirtualMachine", virtualMachine) ?? Check(cluster.VirtualMachineInstances, "VirtualMachineInstance", virtualMachine);

    private static StepResult? Check<T>(Informer<T> informer, string kind, NamespacedName name)
        where T : class, IKubernetesObject =>
        informer.Store.Find(name) is not null || informer.Store.IsAbsent(name)
            ? null
            : StepResult.Waiting(
                Reasons.ObjectUnreadable,
                $"""{kind} "{name.Name}" does not fit what the operator knows of it, at {informer.Store.FindUnreadable(name)?.Fault ?? "$"}: correct it; """
                + "the operator retries immediately");
}
