using ConfigDrive.TestControlPlane;
using k8s;

namespace ConfigDrive.Cluster.Tests;

/// <summary>A control plane and a secondary store for one test alone, or a skip with the reason.</summary>
internal sealed class OwnCluster : IAsyncDisposable
{
    private readonly DirectoryInfo secondaryRoot = Directory.CreateTempSubdirectory("configdrive-secondary-");

    private OwnCluster(ControlPlane controlPlane)
    {
        ControlPlane = controlPlane;
        Client = controlPlane.NewClient();
    }

    public ControlPlane ControlPlane { get; }

    public IKubernetes Client { get; }

    public string SecondaryRoot => secondaryRoot.FullName;

    /// <summary>Starts one with the definition of ConfigDrive, and KubeVirt's unless the test wants them to come later.</summary>
    public static async Task<OwnCluster> StartAsync(CancellationToken cancellationToken, string? auditLevel = null, bool withKubeVirt = true, bool withControllerManager = false)
    {
        if (await ControlPlane.UnavailableReasonAsync() is { } reason)
        {
            Assert.Skip(reason);
        }

        var own = new OwnCluster(await ControlPlane.StartAsync(cancellationToken, withControllerManager, auditLevel));
        Assert.SkipWhen(own.ControlPlane.IsExistingCluster, "This test must not share a cluster: it takes KubeVirt away, reads the audit log, or starts an operator of its own.");
        await Definitions.ApplyConfigDriveAsync(own.ControlPlane, cancellationToken);
        if (withKubeVirt)
        {
            await Definitions.ApplyKubeVirtAsync(own.ControlPlane, cancellationToken);
        }

        return own;
    }

    public Task<OperatorProcess> StartOperatorAsync(CancellationToken cancellationToken, params string[] more) =>
        OperatorProcess.StartAsync(ControlPlane.KubeConfigPath, SecondaryRoot, cancellationToken, more);

    public Task<Tenant> NewTenantAsync() => Tenant.CreateAsync(ControlPlane, Client, SecondaryRoot);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await ControlPlane.DisposeAsync();
        secondaryRoot.Delete(recursive: true);
    }
}
