using ConfigDrive.Kubernetes.Client;

namespace ConfigDrive.Kubernetes.Tests.Client;

/// <summary>The real API server behind a real proxy, as a kubeconfig's <c>proxy-url</c> names it.</summary>
public sealed class ProxyTests(ControlPlaneFixture fixture) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kubeconfig-");
    private readonly ConnectProxy proxy = new("ada", "p@ss");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        proxy.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task ProxyUrl_WithNameAndPassword_CarriesRequestsAndWatches()
    {
        var server = new Uri((await fixture.ClientAsync(Cancellation)).Server.ToString()).Authority;
        using var client = await ClientAsync("ada:p%40ss@");
        Assert.Equal("default", (await client.Metadata(Resources.Namespaces).GetAsync(new("", "default"), Cancellation)).Metadata.Name);
        var watch = client.Metadata(Resources.Namespaces).WatchAsync(new WatchOptions(), Cancellation);
        Assert.IsType<WatchEvent<V1PartialObjectMetadata>.Applied>(await watch.FirstAsync(Cancellation));
        Assert.Equal([$"CONNECT {server} 407", $"CONNECT {server} 200"], proxy.Answers);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task ProxyUrl_WithoutCredentials_IsRefusedAndSaysByWhom()
    {
        using var client = await ClientAsync("");
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.Metadata(Resources.Namespaces).GetAsync(new("", "default"), Cancellation));
        Assert.Equal(HttpRequestError.ProxyTunnelError, error.HttpRequestError);
        Assert.DoesNotContain(proxy.Answers, answer => answer.EndsWith("200", StringComparison.Ordinal));
    }

    private async Task<KubernetesClient> ClientAsync(string user)
    {
        var kubeconfig = await File.ReadAllTextAsync((await fixture.ControlPlaneAsync(Cancellation)).KubeConfigPath, Cancellation);
        var path = Path.Join(folder.FullName, "config");
        var text = kubeconfig.Replace("cluster: {server:", $"cluster: {{proxy-url: 'http://{user}127.0.0.1:{proxy.Port}', server:", StringComparison.Ordinal);
        Assert.NotEqual(kubeconfig, text);
        await File.WriteAllTextAsync(path, text, Cancellation);
        return new KubernetesClient(KubernetesClientConfiguration.FromKubeConfig(path));
    }
}
