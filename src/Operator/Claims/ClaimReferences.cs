using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Claims;

/// <summary>Which claims a VirtualMachine or its instance names.</summary>
internal static class ClaimReferences
{
    public static IEnumerable<string> NamedBy(V1VirtualMachine virtualMachine) => virtualMachine.Spec.Template.Spec.Volumes.SelectMany(NamedBy);

    /// <summary>The claims that an instance names, or still has plugged in.</summary>
    public static IEnumerable<string> NamedBy(V1VirtualMachineInstance instance) => instance.Spec.Volumes.SelectMany(NamedBy)
        .Concat((instance.Status?.VolumeStatus ?? []).Select(volume => volume.PersistentVolumeClaimInfo?.ClaimName).OfType<string>());

    public static IEnumerable<string> NamedBy(Volume volume) =>
        ((string?[])[volume.PersistentVolumeClaim?.ClaimName, volume.DataVolume?.Name]).OfType<string>();

    public static string? ForDisk(V1VirtualMachine virtualMachine, string diskName) =>
        virtualMachine.Spec.Template.Spec.Volumes.FirstOrDefault(volume => volume.Name == diskName)?.PersistentVolumeClaim?.ClaimName;

    /// <summary>Whether an instance that has not ended uses a claim.</summary>
    public static bool IsUsedBy(V1VirtualMachineInstance? instance, string claim) =>
        instance is not null && !InstancePhases.IsOver(instance) && NamedBy(instance).Contains(claim);
}

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
