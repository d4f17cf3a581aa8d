using System.Diagnostics;
using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
public sealed class FillTests(EndToEndFixture cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drive_AppliedAndChanged_FillsAClaimEachTime()
    {
        var tenant = await cluster.NewTenantAsync();
        var start = Stopwatch.GetTimestamp();
        await tenant.ApplyAsync(Drives.Some(1));
        await tenant.SettledAsync();
        var elapsed = Stopwatch.GetElapsedTime(start);
        var writes = cluster.Audit.WritesIn(tenant.Name);
        TestContext.Current.TestOutputHelper!.WriteLine($"apply to filled claim: {elapsed.TotalMilliseconds:F0} ms; writes: {string.Join(", ", writes)}");

        await tenant.ChangeAsync("changed", "web-1");
        await tenant.HoldsAsync("web-1", "changed");
        TestContext.Current.TestOutputHelper!.WriteLine($"a change: writes: {string.Join(", ", cluster.Audit.WritesIn(tenant.Name).Skip(writes.Count))}");
        await tenant.AssertHoldsWhatRenderGivesAsync();
    }

    [Fact]
    public async Task Drives_OnEachKindOfStorage_HoldWhatRenderGives()
    {
        EndToEndFixture.Need();

        await cluster.Standing.AssertHoldWhatRenderGivesAsync();
    }

    [Fact]
    public async Task Disk_OnAFileSystem_IsQemusAndNobodyElses()
    {
        EndToEndFixture.Need();
        var tenant = cluster.Standing.Files;
        var claim = await tenant.ClaimAsync((await tenant.DriveAsync("web-1")).Status!.Primary!.ClaimName);

        var found = await ShellCommand.RunAsync("stat", ["--format", "%a %u %g", await tenant.DiskPathAsync(claim)], input: null, Token);

        Assert.Equal("660 107 107", found.Trim());
    }

    [Fact]
    public async Task Image_InTheLibrary_IsReadByProgramsOfOthers()
    {
        EndToEndFixture.Need();
        var image = cluster.Standing.Files.ImageOf("web-1");

        Assert.Equal("config-2", (await ShellCommand.RunAsync("blkid", ["--output", "value", "--match-tag", "LABEL", image], input: null, Token)).Trim());
        var files = await ShellCommand.RunAsync("xorriso", ["-indev", image, "-find", "/", "-type", "f"], input: null, Token);
        Assert.Contains("'/openstack/latest/meta_data.json'", files, StringComparison.Ordinal);
        Assert.Contains("'/cloudstack/userdata/user_data.txt'", files, StringComparison.Ordinal);
    }
}
