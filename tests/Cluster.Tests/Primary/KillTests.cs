using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Primary;

/// <summary>An operator that is killed at any instant leaves nothing that the next one does not finish.</summary>
public sealed class KillTests
{
    private const int Rounds = 20;
    private const int Seed = 20261122;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operator_KilledAtRandomInstants_Converges()
    {
        await using var cluster = await FullCluster.StartAsync(Token);
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All.ReplaceExisting(Samples.GivesPassword, ""));
        var random = new Random(Seed);
        for (var round = 0; round < Rounds; round++)
        {
            await tenant.KubectlAsync("patch", "secret", "web-1-userdata", "--patch", $$$"""{"stringData":{"userdata":"round {{{round}}}"}}""");
            await using var killed = await cluster.StartOperatorAsync(Token);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(2500)), TimeProvider.System, Token);
            await killed.KillAsync(Token);
            await AssertNoClaimIsMarkedWronglyAsync(tenant);
        }

        var before = (await tenant.DriveAsync("web-1")).Status?.Revision;
        await tenant.KubectlAsync("patch", "secret", "web-1-userdata", "--patch", """{"stringData":{"userdata":"last"}}""");
        await using var last = await cluster.StartOperatorAsync(Token);
        var drive = await tenant.EventuallyAsync(
            "web-1",
            drive => Tenant.Condition(drive, "Ready")?.Status == "True" && drive.Status!.Revision != before && drive.Status.Primary?.Revision == drive.Status.Revision && drive.Status.Revision == drive.Status.Secondary?.Revision,
            TimeSpan.FromSeconds(60));
        await tenant.AssertHoldsImageAsync(await tenant.ClaimAsync(drive.Status!.Primary!.ClaimName), "web-1");
        await tenant.EventuallyClaimsAsync(drive.Status.Primary.ClaimName);
        await Eventually.TrueAsync(tenant.PodsAsync, pods => pods.Count == 0, Token);
        Assert.Single(Directory.EnumerateFiles(Path.Combine(tenant.SecondaryRoot, "ConfigDrive"), "*", SearchOption.AllDirectories));
    }

    /// <summary>A claim that is marked as filled holds a whole ISO 9660 image: its volume descriptor tells a size that is there.</summary>
    private static async Task AssertNoClaimIsMarkedWronglyAsync(Tenant tenant)
    {
        foreach (var claim in (await tenant.ClaimsAsync()).Where(claim => claim.Metadata.Annotations!.ContainsKey("configdrive.dev/filled")))
        {
            var disk = await tenant.DiskAsync(claim);
            Assert.Equal("CD001"u8, disk.AsSpan(0x8001, 5));
            Assert.Equal(0, disk.Length % (1 << 20));
            Assert.True(BitConverter.ToUInt32(disk, 0x8050) * 2048L <= disk.Length, "The image is cut off.");
        }
    }
}
