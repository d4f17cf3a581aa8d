using System.Net;
using System.Net.Sockets;
using ConfigDrive.TestControlPlane;
using k8s;

namespace ConfigDrive.Cluster.Tests;

/// <summary>What the kubelet's SIGTERM does.</summary>
public sealed class StopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Parts that take longer to stop than System.CommandLine waits by itself, two seconds.</summary>
    [Fact]
    public async Task Leader_AskedToStopInTheMiddleOfARequest_EndsInOrder_AndGivesItsLeaseUp()
    {
        await using var own = await OwnCluster.StartAsync(Token);
        await using var process = await own.StartOperatorAsync(Token, "--leader-elect");
        await Eventually.TrueAsync(() => HolderAsync(own), holder => holder.Length > 0, Token);
        using var client = new TcpClient();
        var address = IPEndPoint.Parse(process.HealthAddress);
        await client.ConnectAsync(address.Address, address.Port, Token);
        await client.GetStream().WriteAsync("POST /healthz HTTP/1.1\r\nHost: operator\r\nContent-Length: 10\r\n\r\n"u8.ToArray(), Token);
        Assert.True(await client.GetStream().ReadAsync(new byte[1024], Token) > 0);

        Assert.Equal(0, await process.StopAsync(Token));

        Assert.Equal("", await HolderAsync(own));
    }

    [Fact]
    public async Task Operator_AskedToStopWhileItStarts_EndsWithoutAnError()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var folder = Directory.CreateTempSubdirectory("configdrive-stop-");
        try
        {
            var kubeConfig = Path.Combine(folder.FullName, "kubeconfig");
            await File.WriteAllTextAsync(kubeConfig, KubeConfig(((IPEndPoint)silent.LocalEndpoint).Port), Token);
            await using var process = OperatorProcess.Launch(kubeConfig, folder.FullName);
            using var request = await silent.AcceptTcpClientAsync(Token);

            Assert.Equal(0, await process.StopAsync(Token));

            Assert.DoesNotContain("Unhandled", process.Log, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string KubeConfig(int port) => $$$"""
        apiVersion: v1
        kind: Config
        current-context: silent
        contexts: [{name: silent, context: {cluster: silent, user: nobody}}]
        clusters: [{name: silent, cluster: {server: "http://127.0.0.1:{{{port}}}"}}]
        users: [{name: nobody, user: {token: none}}]
        """;

    private static async Task<string> HolderAsync(OwnCluster own) =>
        (await own.Client.CoordinationV1.ReadNamespacedLeaseAsync("configdrive-operator", "default", cancellationToken: Token).OrNullAsync())?.Spec.HolderIdentity ?? "";
}
