using System.Diagnostics;
using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
public sealed class HundredTests(EndToEndFixture cluster)
{
    [Fact]
    public async Task Drives_AHundredAtOnce_AreFilledAndRemoved()
    {
        var tenant = await cluster.NewTenantAsync();
        var start = Stopwatch.GetTimestamp();
        await tenant.ApplyAsync(Drives.Some(100));
        await tenant.SettledAsync();
        var elapsed = Stopwatch.GetElapsedTime(start);
        var writes = cluster.Audit.WritesIn(tenant.Name).CountBy(write => write).Select(write => $"{write.Value} {write.Key}");
        TestContext.Current.TestOutputHelper!.WriteLine($"filled in {elapsed.TotalSeconds:F0} s; writes: {string.Join(", ", writes)}");
        await tenant.AssertHoldsWhatRenderGivesAsync();
        TestContext.Current.TestOutputHelper!.WriteLine($"judged after {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");

        await tenant.KubectlAsync("delete", "configdrives.configdrive.dev", "--all", "--wait=false");
        await tenant.KubectlAsync("delete", "virtualmachines,secrets", "--all", "--wait=false");

        await Eventually.TrueAsync(
            async () => (await tenant.DrivesAsync()).Count + (await tenant.ClaimsAsync()).Count + (await tenant.PodsAsync()).Count,
            left => left == 0,
            TestContext.Current.CancellationToken,
            tenant.Deadline);
        TestContext.Current.TestOutputHelper!.WriteLine($"removed after {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
    }
}
