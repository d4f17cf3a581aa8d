using System.Text;
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
    public static async Task<byte[]> DiskAsync(this Tenant tenant, V1PersistentVolumeClaim claim)
    {
        var volume = await tenant.Client.CoreV1.ReadPersistentVolumeAsync(claim.Spec.VolumeName, cancellationToken: Token);
        return await File.ReadAllBytesAsync(Path.Combine(volume.Spec.HostPath.Path, "disk.img"), Token);
    }

    /// <summary>The disk on the claim is what <c>render</c> makes of the same objects and the revision, padded to whole mebibytes.</summary>
    public static async Task AssertHoldsImageAsync(this Tenant tenant, V1PersistentVolumeClaim claim, string drive)
    {
        var folder = Directory.CreateTempSubdirectory("configdrive-render-");
        try
        {
            var (manifests, rendered) = (Path.Combine(folder.FullName, "cluster.json"), Path.Combine(folder.FullName, "rendered.iso"));
            await File.WriteAllTextAsync(manifests, await tenant.KubectlOutputAsync("get", "configdrive,virtualmachine,secret,configmap", "--output=json"), Token);
            var revision = await tenant.KubectlOutputAsync("get", "configdrive", drive, "--output=jsonpath={.status.revision}");
            Assert.Equal((0, "", ""), await OperatorCommand.RunAsync(Token, "render", "-f", manifests, "-o", rendered, "--name", $"{tenant.Name}/{drive}", "--revision", revision));
            var image = await File.ReadAllBytesAsync(rendered, Token);
            Assert.Equal(revision, Encoding.ASCII.GetString(image, 33651, 10));
            var disk = await tenant.DiskAsync(claim);
            Assert.Equal(0, disk.Length % (1 << 20));
            Assert.Equal(image, disk[..image.Length]);
            Assert.True(disk.AsSpan(image.Length).IndexOfAnyExcept((byte)0) < 0, "The padding is not zero.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
