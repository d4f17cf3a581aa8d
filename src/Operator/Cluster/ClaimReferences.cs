namespace ConfigDrive.Operator.Cluster;

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

    public static string? ForDisk(V1VirtualMachineInstance instance, string diskName) =>
        instance.Spec.Volumes.FirstOrDefault(volume => volume.Name == diskName)?.PersistentVolumeClaim?.ClaimName;

    /// <summary>Whether an instance that has not ended uses a claim.</summary>
    public static bool IsUsedBy(V1VirtualMachineInstance? instance, string claim) =>
        instance is not null && !InstancePhases.IsOver(instance) && NamedBy(instance).Contains(claim);
}
