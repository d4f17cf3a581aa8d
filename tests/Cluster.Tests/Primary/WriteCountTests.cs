using System.Text.Json.Nodes;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Cluster.Tests.Primary;

/// <summary>What a drive costs the API server, counted from its audit log.</summary>
[Collection(PrimaryCollection.Name)]
public sealed class WriteCountTests(PrimaryFixture cluster)
{
    // With the patch of the VirtualMachine, which is the attachment's and is not counted here, that makes seven writes from create to ready. A password for
    // one start is put on record before it leaves the operator, which is one more.
    [Theory]
    [InlineData(false, 6, 5)]
    [InlineData(true, 7, 6)]
    public async Task ConfigDrive_CreatedAndChanged_TakesFewWrites(bool hasPassword, int create, int update)
    {
        var tenant = await cluster.NewTenantAsync();
        Assert.SkipWhen(cluster.Cluster.ControlPlane.IsExistingCluster, "The audit log of somebody else's cluster is not ours to read.");
        await tenant.ApplyAsync(hasPassword ? Samples.All : Samples.All.Replace(Samples.GivesPassword, "", StringComparison.Ordinal));
        var first = await CopiedAsync(tenant, null);
        Check(create, Writes(tenant));

        var before = Writes(tenant).Count;
        await tenant.KubectlAsync("patch", "secret", "web-1-userdata", "--patch", """{"stringData":{"userdata":"other"}}""");
        await CopiedAsync(tenant, first.Status!.Primary!.Revision);
        Check(update, Writes(tenant).Skip(before));
    }

    // Events are no part of the state.
    private List<string> Writes(Tenant tenant) =>
    [
        .. File.ReadLines(cluster.Cluster.ControlPlane.AuditLogPath)
            .Select(line => JsonNode.Parse(line)!)
            .Where(request => (string?)request["stage"] == "ResponseComplete" && (string?)request["objectRef"]?["namespace"] == tenant.Name)
            .Where(request => ((string?)request["userAgent"])?.StartsWith("configdrive-operator", StringComparison.Ordinal) is true)
            .Select(request => $"{request["verb"]} {request["objectRef"]!["resource"]}/{request["objectRef"]!["subresource"]} {request["responseStatus"]!["code"]}")
            .Where(request => !request.StartsWith("get ", StringComparison.Ordinal) && !request.StartsWith("list ", StringComparison.Ordinal) && !request.StartsWith("watch ", StringComparison.Ordinal))
            .Where(request => !request.Contains(" events/", StringComparison.Ordinal) && !request.Contains(" virtualmachines/", StringComparison.Ordinal)),
    ];

    private static void Check(int most, IEnumerable<string> writes)
    {
        var all = writes.ToList();
        Assert.True(all.Count <= most, $"{all.Count} writes: {string.Join("; ", all)}");
    }

    private static Task<V1Alpha1ConfigDrive> CopiedAsync(Tenant tenant, string? otherThan) => tenant.EventuallyAsync(
        "web-1", drive => Tenant.Condition(drive, "CopiedToPrimary")?.Status == "True" && drive.Status!.Primary!.Revision != otherThan);
}
