using System.Text.Json.Nodes;
using ConfigDrive.Operator.Api;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Primary;

/// <summary>What a drive costs the API server, counted from its audit log.</summary>
[Collection(PrimaryCollection.Name)]
public sealed class WriteCountTests(PrimaryFixture cluster)
{
    // A password for one start, as by default, is put on record before it leaves the operator.
    private const string RecordsPassword = "patch configdrives/status";

    private static readonly string[] FillsAndAttaches =
    [
        "create persistentvolumeclaims/", "create pods/", "patch persistentvolumeclaims/", "delete pods/", "patch virtualmachines/", "patch configdrives/status",
    ];

    [Theory]
    [InlineData("")]
    [InlineData(Samples.GivesPassword + "    lifetime: Always\n")]
    [InlineData(Samples.GivesPassword)]
    public async Task ConfigDrive_CreatedAndChanged_TakesTheseWritesAndNoOthers(string password)
    {
        var tenant = await cluster.NewTenantAsync();
        Assert.SkipWhen(cluster.Cluster.ControlPlane.IsExistingCluster, "The audit log of somebody else's cluster is not ours to read.");
        string[] expected = [.. password == Samples.GivesPassword ? [RecordsPassword] : (string[])[], .. FillsAndAttaches];
        await tenant.ApplyAsync(Samples.All.ReplaceExisting(Samples.GivesPassword, password));
        var first = await CopiedAsync(tenant, null);
        await AssertWritesAsync(tenant, 0, ["patch configdrives/", .. expected]);

        await tenant.KubectlAsync("patch", "secret", "web-1-userdata", "--patch", """{"stringData":{"userdata":"other"}}""");
        var second = await CopiedAsync(tenant, first.Status!.Primary!.Revision);
        await tenant.EventuallyClaimsAsync(second.Status!.Primary!.ClaimName);
        await AssertWritesAsync(tenant, expected.Length + 1, [.. expected, "delete persistentvolumeclaims/"]);
    }

    /// <summary>What comes after the first writes. An answer is given a moment before it stands in the log.</summary>
    private async Task AssertWritesAsync(Tenant tenant, int first, IReadOnlyList<string> expected) => Assert.Equal(
        expected,
        await Eventually.TrueAsync(() => Writes(tenant).Skip(first).ToList(), writes => writes.Count >= expected.Count, TestContext.Current.CancellationToken));

    // Events are no part of the state.
    private List<string> Writes(Tenant tenant) =>
    [
        .. File.ReadLines(cluster.Cluster.ControlPlane.AuditLogPath)
            .Select(line => JsonNode.Parse(line)!)
            .Where(request => (string?)request["stage"] == "ResponseComplete" && (string?)request["objectRef"]?["namespace"] == tenant.Name)
            .Where(request => ((string?)request["userAgent"])?.StartsWith("configdrive-operator", StringComparison.Ordinal) is true)
            .Select(request => $"{request["verb"]} {request["objectRef"]!["resource"]}/{request["objectRef"]!["subresource"]}")
            .Where(request => request.Split(' ')[0] is not ("get" or "list" or "watch") && !request.EndsWith(" events/", StringComparison.Ordinal)),
    ];

    private static Task<V1Alpha1ConfigDrive> CopiedAsync(Tenant tenant, string? otherThan) => tenant.EventuallyAsync(
        "web-1", drive => Tenant.Condition(drive, "Ready")?.Status == "True" && drive.Status!.Primary!.Revision != otherThan);
}
