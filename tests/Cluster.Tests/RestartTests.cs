using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests;

/// <summary>Judged by the API server's audit log: it knows every request, whatever the operator says of itself.</summary>
public sealed class RestartTests
{
    private const int Drives = 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operator_RestartedWithNothingChanged_NeitherWritesNorReadsContent()
    {
        await using var own = await OwnCluster.StartAsync(Token, auditLevel: "Metadata");
        var root = new DirectoryInfo(own.SecondaryRoot);
        var tenant = await own.NewTenantAsync();
        await tenant.ApplyAsync(Samples.Sources);
        await tenant.ApplyAsync(string.Join("---\n", Enumerable.Range(1, Drives).Select(number => Manifests($"web-{number}"))));
        await using (var first = await own.StartOperatorAsync(Token))
        {
            for (var number = 1; number <= Drives; number++)
            {
                await tenant.ReadyAsync($"web-{number}");
            }

            Assert.Equal(0, await first.StopAsync(Token));
        }

        var images = Images(root);
        var audit = new AuditLog(own.ControlPlane.AuditLogPath);
        var before = audit.Requests().Count;
        await using var second = await own.StartOperatorAsync(Token);

        // A new drive comes last in the queue: once it is ready, the others have been looked at.
        await tenant.ApplyAsync(Manifests("last"));
        await tenant.ReadyAsync("last");

        var requests = await Eventually.TrueAsync(
            () => audit.Requests().Skip(before).ToList(), all => all.Exists(request => request.Uri.Contains("/events", StringComparison.Ordinal)), Token);
        Assert.DoesNotContain(requests, request => request.Verb is not ("get" or "list" or "watch")
            && !request.Uri.Contains("last", StringComparison.Ordinal)
            && !request.Uri.Contains("/events", StringComparison.Ordinal));
        Assert.Equal(3, requests.Count(request => request.Verb == "get" && request.Uri.Contains(tenant.Name, StringComparison.Ordinal)));
        Assert.Equal(1, requests.Count(request => request.Uri.Contains("/events", StringComparison.Ordinal)));
        Assert.Equal(images, Images(root).Where(image => !image.File.Contains("/last/", StringComparison.Ordinal)));
    }

    private static string Manifests(string name) =>
        $"{Samples.VirtualMachine}---\n{Samples.ConfigDrive}".With("  name: web-1\n", $"  name: {name}\n")
            .With("{name: web-1}", $"{{name: {name}}}");

    private static List<(string File, DateTime Written)> Images(DirectoryInfo root) =>
        [.. root.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => (file.FullName, file.LastWriteTimeUtc)).Order()];
}
