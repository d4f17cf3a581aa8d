using ConfigDrive.Tests;

namespace ConfigDrive.Cluster.Tests;

/// <summary>An operator of its own on a store that is full or read-only, for real. It watches one namespace, so as not to meet the others' drives.</summary>
public sealed class StorageFaultTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SecondaryStore_Full_IsToldAndHealsOnceThereIsSpace()
    {
        var tenant = await NewTenantAsync();
        using var volume = SmallVolume.Mount(tenant.SecondaryRoot, "size=16k");
        await using var started = await StartAsync(tenant);
        await tenant.ApplyAsync(Samples.All);

        var failed = await tenant.NotReadyAsync("web-1", "SecondaryStoreFull");
        Assert.Equal("False", Tenant.Condition(failed, "StoredOnSecondary")?.Status);
        Assert.Equal("True", Tenant.Condition(failed, "Rendered")?.Status);
        Assert.False(File.Exists(tenant.ImageOf("web-1")));

        volume.Remount("size=16m");
        await tenant.ReadyAsync("web-1");
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(tenant.ImageOf("web-1"))!));
    }

    [Fact]
    public async Task SecondaryStore_ReadOnly_IsToldAndKeepsWhatItHolds()
    {
        var tenant = await NewTenantAsync();
        using var volume = SmallVolume.Mount(tenant.SecondaryRoot, "size=16m");
        await using var started = await StartAsync(tenant);
        await tenant.ApplyAsync(Samples.All);
        var ready = await tenant.ReadyAsync("web-1");
        var bytes = await File.ReadAllBytesAsync(tenant.ImageOf("web-1"), Token);

        volume.Remount("ro");
        await tenant.KubectlAsync("patch", "secret", "web-1-userdata", "--type=merge", "--patch", """{"stringData":{"userdata":"new"}}""");
        var failed = await tenant.NotReadyAsync("web-1", "SecondaryStoreReadOnly");
        Assert.Equal(ready.Status!.Secondary, failed.Status!.Secondary);
        Assert.NotEqual(ready.Status.Revision, failed.Status.Revision);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(tenant.ImageOf("web-1"), Token));

        volume.Remount("rw");
        await tenant.ReadyWithOtherRevisionAsync("web-1", ready.Status.Revision);
    }

    private async Task<Tenant> NewTenantAsync()
    {
        var shared = await cluster.NewTenantAsync();
        Assert.SkipWhen(cluster.ControlPlane.IsExistingCluster, "Two operators would meet in an existing cluster.");
        return shared.WithSecondaryRoot(Directory.CreateTempSubdirectory("configdrive-fault-").FullName);
    }

    private Task<OperatorProcess> StartAsync(Tenant tenant) =>
        OperatorProcess.StartAsync(cluster.ControlPlane.KubeConfigPath, tenant.SecondaryRoot, Token, "--watch-namespace", tenant.Name);
}
