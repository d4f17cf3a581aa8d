using System.Collections.Concurrent;
using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.Reconciling;

namespace ConfigDrive.Operator.VirtualMachines;

/// <summary>Writes to VirtualMachines, and reads what it wrote: a cache shows the former version until the watch brings the new one.</summary>
internal sealed class VirtualMachineWriter(KubernetesClient client)
{
    private readonly ResourceClient<V1VirtualMachine> virtualMachines = client.Resource(OperatorResources.VirtualMachines);
    private readonly SupersededVersions superseded = new();
    private readonly ConcurrentDictionary<NamespacedName, V1VirtualMachine> written = new();

    /// <summary>The newer of a cached VirtualMachine and the one that was written.</summary>
    public V1VirtualMachine Newest(V1VirtualMachine cached)
    {
        var key = NamespacedName.Of(cached);
        if (superseded.Contains(cached) && written.TryGetValue(key, out var newer) && newer.Metadata.Uid == cached.Metadata.Uid)
        {
            return newer;
        }

        written.TryRemove(key, out _);
        return cached;
    }

    /// <summary>Changes a VirtualMachine.</summary>
    /// <exception cref="KubernetesException">It is not as it was seen, or one of KubeVirt's webhooks refused the change.</exception>
    public async Task<V1VirtualMachine> PatchAsync(V1VirtualMachine virtualMachine, JsonPatch patch, CancellationToken cancellationToken)
    {
        var options = new PatchOptions { FieldManager = StatusWriter.FieldManager };
        var patched = await virtualMachines.PatchAsync(NamespacedName.Of(virtualMachine), patch, options: options, cancellationToken: cancellationToken);
        written[NamespacedName.Of(virtualMachine)] = patched;
        superseded.Record(virtualMachine, patched);
        return patched;
    }
}
