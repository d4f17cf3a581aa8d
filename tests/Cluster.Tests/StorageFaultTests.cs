using ConfigDrive.Tests;

namespace ConfigDrive.Cluster.Tests;

/// <summary>An operator of its own on a store that is full or read-only, for real.</summary>
public sealed class StorageFaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SecondaryStore_Full_IsToldAndHealsOnceThereIsSpace()
    {
        await using var own = await OwnCluster.StartAsync(Token);
        using var volume = SmallVolume.Mount(own.SecondaryRoot, "size=16k");
        await using var started = await own.StartOperatorAsync(Token);
        var tenant = await own.NewTenantAsync();
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
        await using var own = await OwnCluster.StartAsync(Token);
        using var volume = SmallVolume.Mount(own.SecondaryRoot, "size=16m");
        await using var started = await own.StartOperatorAsync(Token);
        var tenant = await own.NewTenantAsync();
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
}
