using ConfigDrive.Kubernetes.Client;
using ConfigDrive.TestControlPlane;

[assembly: AssemblyFixture(typeof(ConfigDrive.Kubernetes.Tests.ControlPlaneFixture))]

namespace ConfigDrive.Kubernetes.Tests;

/// <summary>One API server for all tests that do not harm it; a namespace for each test keeps them apart.</summary>
public sealed class ControlPlaneFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private ControlPlane? controlPlane;
    private KubernetesClient? client;

    /// <summary>The API server; the test is skipped when none can be had here.</summary>
    public async Task<ControlPlane> ControlPlaneAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (await ControlPlane.UnavailableReasonAsync() is { } reason)
            {
                Assert.Skip(reason);
            }

            return controlPlane ??= await ControlPlane.StartAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>An administrator's client.</summary>
    public async Task<KubernetesClient> ClientAsync(CancellationToken cancellationToken)
    {
        var kubeconfig = (await ControlPlaneAsync(cancellationToken)).KubeConfigPath;
        return client ??= new KubernetesClient(KubernetesClientConfiguration.FromKubeConfig(kubeconfig) with { KeepAlive = TimeSpan.FromSeconds(30), UserAgent = "tests" });
    }

    /// <summary>A namespace of the test's own.</summary>
    public async Task<string> NamespaceAsync(CancellationToken cancellationToken)
    {
        var api = await ClientAsync(cancellationToken);
        var created = await api.Resource(Resources.Namespaces).CreateAsync(
            new V1PartialObjectMetadata { ApiVersion = "v1", Kind = "Namespace", Metadata = new V1ObjectMeta { GenerateName = "test-" } }, cancellationToken);
        return created.Metadata.Name!;
    }

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        gate.Dispose();
        if (controlPlane is not null)
        {
            await controlPlane.DisposeAsync();
        }
    }
}
