using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.Claims;

/// <summary>The claims and pods of a tenant.</summary>
internal static class TenantStorage
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<V1PersistentVolumeClaim> ClaimAsync(this Tenant tenant, string name) =>
        tenant.Client.CoreV1.ReadNamespacedPersistentVolumeClaimAsync(name, tenant.Name, cancellationToken: Token);

    public static async Task<IList<V1PersistentVolumeClaim>> ClaimsAsync(this Tenant tenant) =>
        (await tenant.Client.CoreV1.ListNamespacedPersistentVolumeClaimAsync(tenant.Name, cancellationToken: Token)).Items;

    public static async Task<IList<V1Pod>> PodsAsync(this Tenant tenant) =>
        (await tenant.Client.CoreV1.ListNamespacedPodAsync(tenant.Name, cancellationToken: Token)).Items;

    /// <summary>Waits until these are the claims, and no others.</summary>
    public static Task EventuallyClaimsAsync(this Tenant tenant, params IReadOnlyList<string> names) => Eventually.TrueAsync(
        async () => string.Join(' ', (await tenant.ClaimsAsync()).Select(claim => claim.Name())), present => present == string.Join(' ', names), Token);

    /// <summary>The disk that KubeVirt would find on a claim.</summary>
    public static async Task<byte[]> DiskAsync(this Tenant tenant, V1PersistentVolumeClaim claim) =>
        await File.ReadAllBytesAsync(await tenant.DiskPathAsync(claim), Token);

    /// <summary>Where that is on this machine: disk.img on a file system, else the block device.</summary>
    public static async Task<string> DiskPathAsync(this Tenant tenant, V1PersistentVolumeClaim claim)
    {
        var volume = await tenant.Client.CoreV1.ReadPersistentVolumeAsync(claim.Spec.VolumeName, cancellationToken: Token);
        var path = volume.Spec.HostPath?.Path ?? volume.Spec.Local.Path;
        return Directory.Exists(path) ? Path.Combine(path, "disk.img") : path;
    }

    /// <summary>The disk on the claim is what <c>render</c> makes of the same objects and the revision, padded to whole mebibytes.</summary>
    public static async Task AssertHoldsImageAsync(this Tenant tenant, V1PersistentVolumeClaim claim, string drive)
    {
        using var rendered = await RenderedDrives.OfAsync(tenant);
        var revision = (await tenant.DriveAsync(drive)).Status!.Revision!;
        RenderedDrives.AssertHolds(await tenant.DiskAsync(claim), await rendered.ImageAsync(drive, revision));
    }
}
