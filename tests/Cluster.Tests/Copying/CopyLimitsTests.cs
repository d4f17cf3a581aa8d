using System.Net;
using System.Net.Sockets;
using ConfigDrive.Operator.CopyEndpoint;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Copying;

/// <summary>What one client may take of the copy endpoint, so that others get what is theirs.</summary>
public sealed class CopyLimitsTests(ClusterFixture cluster)
{
    private readonly byte[] image = TestEndpoint.NewImage(300_000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Address_ThatEarnsRefusals_IsSlowedDownAndServedAgainLater()
    {
        var tenant = await CopyTenant.CreateAsync(cluster);
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant, new CopyLimits { Refusals = 3, RefusalInterval = TimeSpan.FromSeconds(1) });
        var path = await endpoint.StoreAsync(tenant, image);
        var token = await tenant.TokenAsync(await tenant.CreatePodAsync());

        using (var crowd = await endpoint.NewHttpClientAsync("guess"))
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => crowd.GetAsync(new Uri(endpoint.UrlOf(path)), Token)));
            Assert.Contains(answers, answer => (int)answer.StatusCode == 401);
            Assert.True(answers.Count(answer => (int)answer.StatusCode == 429) > answers.Length / 2);
        }

        var (_, _, headers, _) = await Eventually.TrueAsync(() => endpoint.CurlAsync(path.ToString(), "guess"), answer => answer.Status == 429, Token);
        Assert.Contains("Retry-After: 2\r\n", headers, StringComparison.Ordinal);
        // Who shares the address waits, and then gets what is theirs.
        Assert.Equal(0, (await endpoint.CopyAsync(path, token)).ExitCode);
    }

    [Fact]
    public async Task Copies_ManyAtOnce_WaitForTheirTurnAndAreAllServed()
    {
        var tenant = await CopyTenant.CreateAsync(cluster);
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant, new CopyLimits { Checks = 2, TransfersPerPod = 40 });
        var path = await endpoint.StoreAsync(tenant, TestEndpoint.NewImage(1 << 20));
        var token = await tenant.TokenAsync(await tenant.CreatePodAsync());

        using var http = await endpoint.NewHttpClientAsync(token);
        var images = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => http.GetByteArrayAsync(new Uri(endpoint.UrlOf(path)), Token)));

        Assert.All(images, received => Assert.Equal(1 << 20, received.Length));
    }

    [Theory]
    [InlineData(1, 8, 8)]
    [InlineData(8, 1, 8)]
    [InlineData(8, 8, 1)]
    public async Task Copies_MoreThanTheShareOfAPodANamespaceOrAll_AreAskedToComeAgain(int ofPod, int ofNamespace, int all)
    {
        var tenant = await CopyTenant.CreateAsync(cluster);
        var limits = new CopyLimits { TransfersPerPod = ofPod, TransfersPerNamespace = ofNamespace, Transfers = all };
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant, limits);
        var path = await endpoint.StoreAsync(tenant, TestEndpoint.NewImage(48 << 20));
        var token = await tenant.TokenAsync(await tenant.CreatePodAsync());

        using var http = await endpoint.NewHttpClientAsync(token);
        using (await http.GetAsync(new Uri(endpoint.UrlOf(path)), HttpCompletionOption.ResponseHeadersRead, Token))
        {
            var (_, status, headers, _) = await endpoint.CurlAsync(path.ToString(), token);
            Assert.Equal(503, status);
            Assert.Contains("Retry-After: 2\r\n", headers, StringComparison.Ordinal);
        }

        await Eventually.TrueAsync(() => endpoint.CurlAsync(path.ToString(), token, "--output", "/dev/null"), answer => answer.Status == 200, Token);
    }

    [Fact]
    public async Task Pod_ThatReadsSlowly_TakesNoTurnFromOthers()
    {
        var tenant = await CopyTenant.CreateAsync(cluster);
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant, new CopyLimits { Checks = 1, WaitingChecks = 0 });
        var path = await endpoint.StoreAsync(tenant, TestEndpoint.NewImage(48 << 20));
        using var slow = await endpoint.NewHttpClientAsync(await tenant.TokenAsync(await tenant.CreatePodAsync()));
        using var held = await slow.GetAsync(new Uri(endpoint.UrlOf(path)), HttpCompletionOption.ResponseHeadersRead, Token);

        var (_, status, _, _) = await endpoint.CurlAsync(path.ToString(), await tenant.TokenAsync(await tenant.CreatePodAsync()), "--output", "/dev/null");

        Assert.Equal(200, status);
    }

    [Fact]
    public async Task Client_ThatHoldsConnectionsWithoutARequest_LeavesOthersTheirs()
    {
        var tenant = await CopyTenant.CreateAsync(cluster);
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant, new CopyLimits { ConnectionsPerClient = 2 });
        using var first = await ConnectAsync();
        using var second = await ConnectAsync();

        // The one too many is closed without a byte; the others wait for their handshake.
        Assert.True(await IsClosedAsync());
        Assert.True(first.Connected && second.Connected);

        async Task<TcpClient> ConnectAsync()
        {
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, endpoint.Port, Token);
            return client;
        }

        // A reset may come before the client has seen that it is connected.
        async Task<bool> IsClosedAsync()
        {
            try
            {
                using var third = await ConnectAsync();
                return await third.GetStream().ReadAsync(new byte[1], Token) == 0;
            }
            catch (Exception exception) when (exception is IOException or SocketException { SocketErrorCode: SocketError.ConnectionReset })
            {
                return true;
            }
        }
    }
}
