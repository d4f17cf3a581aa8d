using System.Net;
using ConfigDrive.Kubernetes.Health;
using ConfigDrive.Kubernetes.Serving;

namespace ConfigDrive.Kubernetes.Tests.Health;

public sealed class HealthChecksTests
{
    [Fact(Timeout = Deadline.Short)]
    public async Task Endpoints_ChecksPassAndFail_AnswerAsTheyDo()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        string? fault = "caches are not synced";
        var checks = new HealthChecks().AddLivenessCheck("ping", () => null).AddReadinessCheck("caches", () => fault);
        var server = new HttpServer(checks.AnswerAsync, new IPEndPoint(IPAddress.Loopback, 0));
        var running = server.RunAsync(stop.Token);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{await server.PortAsync}") };
        Assert.Equal((HttpStatusCode.OK, "[+]ping ok\nhealthz check passed\n"), await GetAsync(http, "/healthz"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "[-]caches failed: caches are not synced\nreadyz check failed\n"), await GetAsync(http, "/readyz"));
        fault = null;
        Assert.Equal((HttpStatusCode.OK, "[+]caches ok\nreadyz check passed\n"), await GetAsync(http, "/readyz"));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(http, "/metrics")).Status);
        await stop.CancelAsync();
        await running;
    }

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
