using ConfigDrive.Kubernetes.Caching;

namespace ConfigDrive.Operator.Attachment;

/// <summary>Writes to VirtualMachines, and reads what it wrote: a cache shows the former version until the watch brings the new one.</summary>
/// <param name="send">Sends a patch for a VirtualMachine to the API server, and returns what it stored.</param>
internal sealed class VirtualMachineWriter(Func<NamespacedName, JsonPatch, CancellationToken, Task<V1VirtualMachine>> send)
{
    private readonly WriteThrough<V1VirtualMachine> writes = new();

    public VirtualMachineWriter(KubernetesClient client)
        : this((key, patch, cancellationToken) => client.Resource(OperatorResources.VirtualMachines).PatchAsync(
            key, patch, options: new PatchOptions { FieldManager = OperatorIdentity.Name }, cancellationToken: cancellationToken))
    {
    }

    /// <summary>The newer of a cached VirtualMachine and the one that was written.</summary>
    public V1VirtualMachine Newest(V1VirtualMachine cached) => writes.Newest(cached);

    /// <exception cref="KubernetesException">It has changed since it was read, or one of KubeVirt's webhooks refused the change.</exception>
    public async Task<V1VirtualMachine> PatchAsync(V1VirtualMachine virtualMachine, JsonPatch patch, CancellationToken cancellationToken)
    {
        var patched = await send(NamespacedName.From(virtualMachine), patch, cancellationToken);
        writes.Record(virtualMachine, patched);
        return patched;
    }
}
