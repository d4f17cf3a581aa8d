using ConfigDrive.Cluster.Tests.EndToEnd;
using ConfigDrive.Cluster.Tests.KubeVirtContract;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.TestControlPlane;
using k8s;

[assembly: AssemblyFixture(typeof(ConfigDrive.Cluster.Tests.ClusterFixture))]

namespace ConfigDrive.Cluster.Tests;

/// <summary>One API server with all definitions and one operator, shared by the tests; each test has a namespace of its own.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private ControlPlane? controlPlane;
    private IKubernetes? client;
    private KubernetesClient? operatorClient;
    private OperatorProcess? process;
    private string? unavailable;

    public ControlPlane ControlPlane => controlPlane ?? throw new InvalidOperationException("The control plane is not up.");

    public IKubernetes Client => client ?? throw new InvalidOperationException("The control plane is not up.");

    /// <summary>The operator's own client, for parts of the operator that run in the test's process.</summary>
    public KubernetesClient OperatorClient => operatorClient ?? throw new InvalidOperationException("The control plane is not up.");

    internal OperatorProcess Operator => process ?? throw new InvalidOperationException("The operator is not up.");

    internal DirectoryInfo SecondaryRoot { get; } = Directory.CreateTempSubdirectory("configdrive-secondary-");

    public async ValueTask InitializeAsync()
    {
        // An operator of the tests' own would be in the way of the one that such a cluster has.
        unavailable = ContractCluster.IsGiven || EndToEndFixture.IsGiven
            ? "These tests start an operator of their own."
            : await ControlPlane.UnavailableReasonAsync();
        if (unavailable is not null)
        {
            return;
        }

        controlPlane = await ControlPlane.StartAsync(CancellationToken.None);
        await Definitions.ApplyConfigDriveAsync(controlPlane, CancellationToken.None);
        await Definitions.ApplyKubeVirtAsync(controlPlane, CancellationToken.None);
        client = controlPlane.NewClient();
        operatorClient = new KubernetesClient(Kubernetes.Client.KubernetesClientConfiguration.FromKubeConfig(controlPlane.KubeConfigPath));
        process = await OperatorProcess.StartAsync(controlPlane.KubeConfigPath, SecondaryRoot.FullName, CancellationToken.None);
    }

    /// <summary>A fresh namespace for one test.</summary>
    internal async Task<Tenant> NewTenantAsync()
    {
        Assert.SkipWhen(unavailable is not null, unavailable ?? "");
        return await Tenant.CreateAsync(ControlPlane, Client, SecondaryRoot.FullName);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        client?.Dispose();
        operatorClient?.Dispose();
        if (controlPlane is not null)
        {
            await controlPlane.DisposeAsync();
        }

        SecondaryRoot.Delete(recursive: true);
    }
}
