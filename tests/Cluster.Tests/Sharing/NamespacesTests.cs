namespace ConfigDrive.Cluster.Tests.Sharing;

/// <summary>An operator that serves several namespaces, judged by the API server's audit log.</summary>
public sealed class NamespacesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operator_OfSeveralNamespaces_ServesEach_AndAsksForNothingOfAnother()
    {
        await using var own = await OwnCluster.StartAsync(Token, auditLevel: "Metadata");
        var (first, second, third, other) = (await own.NewTenantAsync(), await own.NewTenantAsync(), await own.NewTenantAsync(), await own.NewTenantAsync());
        await other.ApplyAsync(Samples.All);
        await first.ApplyAsync(Samples.All);
        await using var started = await own.StartOperatorAsync(Token, "--watch-namespace", $"{first.Name},{second.Name}", "--watch-namespace", third.Name);
        await first.ReadyAsync("web-1");

        await second.ApplyAsync(Samples.All);
        await second.ReadyAsync("web-1");
        await third.ApplyAsync(Samples.All);
        await third.ReadyAsync("web-1");
        await second.KubectlAsync("delete", "configdrive", "web-1", "--wait=false");
        await second.GoneAsync("web-1");

        var requests = new AuditLog(own.ControlPlane.AuditLogPath).Requests();
        Assert.DoesNotContain(requests, request => request.Namespace == other.Name);
        Assert.DoesNotContain(requests, request => request is { Namespace: null, Resource: "configdrives/" or "secrets/" or "virtualmachines/" });
        Assert.Null((await other.DriveAsync("web-1")).Status);
        Assert.True(File.Exists(first.ImageOf("web-1")) && File.Exists(third.ImageOf("web-1")) && !File.Exists(second.ImageOf("web-1")));
    }
}
