namespace ConfigDrive.Operator.Claims;

/// <summary>
/// A VirtualMachine and its instance, read from the API server and not from the caches: before a claim is deleted, an outdated answer is not good
/// enough. <c>null</c> when there is none, or when the server does not serve the type.
/// </summary>
internal sealed class LiveReferences(KubernetesClient client)
{
    public Task<V1VirtualMachine?> VirtualMachineAsync(NamespacedName name, CancellationToken cancellationToken) =>
        client.Resource(OperatorResources.VirtualMachines).FindAsync(name, cancellationToken);

    public Task<V1VirtualMachineInstance?> InstanceAsync(NamespacedName name, CancellationToken cancellationToken) =>
        client.Resource(OperatorResources.VirtualMachineInstances).FindAsync(name, cancellationToken);
}
