using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Claims;

/// <summary>The claim that a revision wants.</summary>
/// <param name="Name">Name of the claim.</param>
/// <param name="Revision">The revision to fill it with.</param>
/// <param name="StorageClassName"><c>null</c> for the cluster's default.</param>
/// <param name="AccessModes">As <c>spec.accessModes</c> of the claim.</param>
/// <param name="VolumeMode">As <c>spec.volumeMode</c> of the claim.</param>
/// <param name="Bytes">The size to request.</param>
/// <param name="LeastBytes">The size that is enough.</param>
internal sealed record DesiredClaim(
    string Name, string Revision, string? StorageClassName, IReadOnlyList<AccessMode> AccessModes, VolumeMode VolumeMode, long Bytes, long LeastBytes)
{
    private const string Storage = "storage";
    private const long Mebibyte = 1 << 20; // KubeVirt refuses smaller disks, and images are padded to it (host-disk.go)

    /// <summary>The claim that a ConfigDrive asks for, completed by the operator's defaults.</summary>
    public static DesiredClaim For(string name, string revision, PrimaryStorage storage, PrimaryDefaults defaults, long imageBytes)
    {
        var volumeMode = storage.VolumeMode ?? defaults.VolumeMode;
        var least = LeastFor(imageBytes, volumeMode);
        return new DesiredClaim(
            name,
            revision,
            storage.StorageClassName ?? defaults.StorageClassName,
            storage.AccessModes.Count > 0 ? storage.AccessModes : defaults.AccessModes,
            volumeMode,
            Math.Max(least, (storage.Size ?? defaults.Size).ToInt64()),
            least);
    }

    public V1PersistentVolumeClaim ManifestFor(V1Alpha1ConfigDrive owner) => new()
    {
        Metadata = Ownership.MetadataFor(owner, Name, new() { [Annotations.Revision] = Revision }),
        Spec = new PersistentVolumeClaimSpec
        {
            StorageClassName = StorageClassName,
            AccessModes = [.. AccessModes.Select(mode => mode.ToString())],
            VolumeMode = VolumeMode.ToString(),
            Resources = new ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { [Storage] = ResourceQuantity.FromBytes(Bytes) } },
        },
    };

    /// <summary>Whether a claim is as wanted. A larger one is.</summary>
    public bool IsMetBy(V1PersistentVolumeClaim claim) =>
        (StorageClassName is null || StorageClassName == claim.Spec.StorageClassName)
        && claim.Spec.AccessModes.ToHashSet().SetEquals(AccessModes.Select(mode => mode.ToString()))
        && (claim.Spec.VolumeMode ?? nameof(VolumeMode.Filesystem)) == VolumeMode.ToString()
        && claim.Spec.Resources?.Requests?.GetValueOrDefault(Storage) is { } size && size.ToInt64() >= LeastBytes;

    // A file system needs space for itself. An eighth is more than any known one takes; for an image of 1 MiB the smallest volume has enough.
    private static long LeastFor(long imageBytes, VolumeMode volumeMode)
    {
        var padded = Padded(imageBytes);
        return volumeMode is VolumeMode.Block || padded == Mebibyte ? padded : Padded(padded + (padded / 8));
    }

    private static long Padded(long bytes) => Math.Max(1, (bytes + Mebibyte - 1) / Mebibyte) * Mebibyte;
}

/// <summary>What a claim gets where a ConfigDrive's <c>spec.primaryStorage</c> does not say.</summary>
internal sealed record PrimaryDefaults
{
    /// <summary>Storage class; <c>null</c> for the cluster's default.</summary>
    public string? StorageClassName { get; init; }

    /// <summary>Access modes. KubeVirt migrates a VirtualMachine live only when all its claims are ReadWriteMany.</summary>
    public IReadOnlyList<AccessMode> AccessModes { get; init; } = [AccessMode.ReadWriteMany];

    public VolumeMode VolumeMode { get; init; } = VolumeMode.Filesystem;

    public ResourceQuantity Size { get; init; } = new("16Mi");
}
