using ConfigDrive.Kubernetes.Caching;

namespace ConfigDrive.Operator.Cluster;

/// <summary>Tells what does not exist from what exists but cannot be read: only for the former may anything be deleted.</summary>
internal static class Unreadable
{
    /// <summary>The result when the VirtualMachine or its instance cannot be read; <c>null</c> when each exists or certainly does not.</summary>
    public static StepResult? Check(ClusterCache cluster, NamespacedName virtualMachine) =>
        Check(cluster.VirtualMachines, "VirtualMachine", virtualMachine) ?? Check(cluster.VirtualMachineInstances, "VirtualMachineInstance", virtualMachine);

    private static StepResult? Check<T>(Informer<T> informer, string kind, NamespacedName name)
        where T : class, IKubernetesObject =>
        informer.Store.Find(name) is not null || informer.Store.IsAbsent(name)
            ? null
            : StepResult.Waiting(
                Reasons.ObjectUnreadable,
                $"""{kind} "{name.Name}" does not have the form that the operator knows, at {informer.Store.FindUnreadable(name)?.Fault ?? "$"}: correct it; """
                + "the operator retries immediately");
}
