using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Claims;

/// <summary>Who names which claims.</summary>
internal static class ClaimReferences
{
    /// <summary>The claims that a VirtualMachine's template names.</summary>
    public static IEnumerable<string> NamedBy(V1VirtualMachine virtualMachine) => virtualMachine.Spec.Template.Spec.Volumes.SelectMany(NamedBy);

    /// <summary>The claims that an instance names, or still has plugged in.</summary>
    public static IEnumerable<string> NamedBy(V1VirtualMachineInstance instance) => instance.Spec.Volumes.SelectMany(NamedBy)
        .Concat((instance.Status?.VolumeStatus ?? []).Select(volume => volume.PersistentVolumeClaimInfo?.ClaimName).OfType<string>());

    /// <summary>The claims that a volume stands for.</summary>
    public static IEnumerable<string> NamedBy(Volume volume) =>
        ((string?[])[volume.PersistentVolumeClaim?.ClaimName, volume.DataVolume?.Name]).OfType<string>();

    /// <summary>The claim that a template names for a disk.</summary>
    public static string? ForDisk(V1VirtualMachine virtualMachine, string diskName) =>
        virtualMachine.Spec.Template.Spec.Volumes.FirstOrDefault(volume => volume.Name == diskName)?.PersistentVolumeClaim?.ClaimName;

    /// <summary>Whether an instance that is not over uses a claim.</summary>
    public static bool IsUsedBy(V1VirtualMachineInstance? instance, string claim) =>
        instance is not null && !InstancePhases.IsOver(instance) && NamedBy(instance).Contains(claim);
}

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
