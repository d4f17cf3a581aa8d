using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Claims;

/// <summary>An operator that is killed after any of its writes leaves nothing that the next one does not finish.</summary>
public sealed class KillTests
{
    private const int Rounds = 14;

    // A changed drive takes at least as many: claim, pod, mark, end of the pod, patch of the VirtualMachine, status.
    private const int Writes = 6;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operator_KilledAfterEachOfItsWrites_Converges()
    {
        await using var cluster = await FullCluster.StartAsync(Token, auditLevel: "Metadata");
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All.With(Samples.GivesPassword, ""));
        var audit = new AuditLog(cluster.ControlPlane.AuditLogPath);
        for (var round = 0; round < Rounds; round++)
        {
            await tenant.KubectlAsync("patch", "secret", "web-1-userdata", "--patch", $$$"""{"stringData":{"userdata":"round {{{round}}}"}}""");
            var before = audit.WritesIn(tenant.Name).Count;
            await using var killed = await cluster.StartOperatorAsync(Token);
            await Eventually.TrueAsync(() => audit.WritesIn(tenant.Name).Count - before, writes => writes >= round % (Writes + 1), Token);
            await killed.KillAsync(Token);
            await AssertNoClaimIsMarkedWronglyAsync(tenant);
        }

        var former = (await tenant.DriveAsync("web-1")).Status?.Revision;
        await tenant.KubectlAsync("patch", "secret", "web-1-userdata", "--patch", """{"stringData":{"userdata":"last"}}""");
        await using var last = await cluster.StartOperatorAsync(Token);
        var drive = await tenant.EventuallyAsync(
            "web-1",
            drive => Tenant.Condition(drive, "Ready")?.Status == "True" && drive.Status!.Revision != former
                && drive.Status.Primary?.Revision == drive.Status.Revision && drive.Status.Revision == drive.Status.Secondary?.Revision);
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
