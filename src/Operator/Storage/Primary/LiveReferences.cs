using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.KubeVirt;

namespace ConfigDrive.Operator.Storage.Primary;

/// <summary>
/// Who names which claims, read from the API server and not from the caches: before something is taken away, an old answer is not good enough.
/// </summary>
internal sealed class LiveReferences(KubernetesClient client)
{
    private readonly ResourceClient<V1VirtualMachine> virtualMachines = client.Resource(OperatorResources.VirtualMachines);
    private readonly ResourceClient<V1VirtualMachineInstance> instances = client.Resource(OperatorResources.VirtualMachineInstances);

    /// <summary>A VirtualMachine; <c>null</c> when there is none, or when the server does not serve the type (any more, or yet).</summary>
    public Task<V1VirtualMachine?> VirtualMachineAsync(NamespacedName name, CancellationToken cancellationToken) =>
        virtualMachines.FindAsync(name, cancellationToken);

    /// <summary>Its instance; <c>null</c> under the same conditions.</summary>
    public Task<V1VirtualMachineInstance?> InstanceAsync(NamespacedName name, CancellationToken cancellationToken) =>
        instances.FindAsync(name, cancellationToken);
}
