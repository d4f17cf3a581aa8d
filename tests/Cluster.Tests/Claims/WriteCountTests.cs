using System.Diagnostics;
using ConfigDrive.Operator.Api;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Claims;

/// <summary>What a drive costs the API server, counted from its audit log.</summary>
[Collection(ClaimsCollection.Name)]
public sealed class WriteCountTests(ClaimsFixture cluster)
{
    private const string Status = "patch configdrives/status";
    private const string MakesClaim = "create persistentvolumeclaims/";

    // A status is held back while all goes well, but not for longer than this: on a slow machine some more are written.
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(5);

    private static readonly string[] FillsAndAttaches =
        [MakesClaim, "create pods/", "patch persistentvolumeclaims/", "delete pods/", "patch virtualmachines/", Status];

    [Theory]
    [InlineData("")]
    [InlineData(Samples.GivesPassword + "    lifetime: Always\n")]
    [InlineData(Samples.GivesPassword)]
    public async Task ConfigDrive_CreatedAndChanged_TakesTheseWritesAndNoOthers(string password)
    {
        var tenant = await cluster.NewTenantAsync();
        Assert.SkipWhen(cluster.Cluster.ControlPlane.IsExistingCluster, "The audit log of somebody else's cluster is not ours to read.");
        var audit = new AuditLog(cluster.Cluster.ControlPlane.AuditLogPath);
        // A password for one start, as by default, is put on record before it leaves the operator.
        var isRecorded = password == Samples.GivesPassword;
        string[] expected = [.. isRecorded ? [Status] : (string[])[], .. FillsAndAttaches];
        var start = Stopwatch.GetTimestamp();
        await tenant.ApplyAsync(Samples.All.With(Samples.GivesPassword, password));
        var first = await CopiedAsync(tenant, null);
        var count = await AssertWritesAsync(0, ["patch configdrives/", .. expected]);

        start = Stopwatch.GetTimestamp();
        await tenant.KubectlAsync("patch", "secret", "web-1-userdata", "--patch", """{"stringData":{"userdata":"other"}}""");
        var second = await CopiedAsync(tenant, first.Status!.Primary!.Revision);
        await tenant.EventuallyClaimsAsync(second.Status!.Primary!.ClaimName);
        await AssertWritesAsync(count, [.. expected, "delete persistentvolumeclaims/"]);

        async Task<int> AssertWritesAsync(int before, IReadOnlyList<string> wanted)
        {
            var statuses = wanted.Count(write => write == Status);
            var writes = await Eventually.TrueAsync(
                () => audit.WritesIn(tenant.Name).Skip(before).ToList(),
                all => all.Count >= wanted.Count && all.Count(write => write == Status) >= statuses && all.Count(write => write != Status) >= wanted.Count - statuses,
                TestContext.Current.CancellationToken);
            Assert.Equal(wanted.Where(write => write != Status), writes.Where(write => write != Status));
            Assert.InRange(writes.Count(write => write == Status), statuses, statuses + (int)(Stopwatch.GetElapsedTime(start) / StatusInterval));
            Assert.True(!isRecorded || writes.IndexOf(Status) < writes.IndexOf(MakesClaim), "The password left the operator before it was on record.");
            return before + writes.Count;
        }
    }

    private static Task<V1Alpha1ConfigDrive> CopiedAsync(Tenant tenant, string? otherThan) => tenant.EventuallyAsync(
        "web-1", drive => Tenant.Condition(drive, "Ready")?.Status == "True" && drive.Status!.Primary!.Revision != otherThan);
}
