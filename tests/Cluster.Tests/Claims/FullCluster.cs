using ConfigDrive.TestControlPlane;
using k8s;

namespace ConfigDrive.Cluster.Tests.Claims;

/// <summary>A control plane with its controllers, storage classes, and a played node: all that the primary store needs.</summary>
internal sealed class FullCluster : IAsyncDisposable
{
    private const string StorageClasses = """
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: standard, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
        provisioner: kubernetes.io/host-path
        ---
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: late}
        provisioner: kubernetes.io/host-path
        volumeBindingMode: WaitForFirstConsumer

        """;

    private readonly OwnCluster own;

    private FullCluster(OwnCluster own, PodPlayer player)
    {
        this.own = own;
        Player = player;
    }

    public PodPlayer Player { get; }

    public int CopyPort { get; } = OperatorProcess.FreePort();

    public ControlPlane ControlPlane => own.ControlPlane;

    public IKubernetes Client => own.Client;

    private string[] Copies =>
        ["--copy-image", "example.org/configdrive-operator:test", "--copy-listen", $"127.0.0.1:{CopyPort}", "--copy-url", $"https://127.0.0.1:{CopyPort}"];

    public static async Task<FullCluster> StartAsync(CancellationToken cancellationToken, string? auditLevel = null)
    {
        var started = await OwnCluster.StartAsync(cancellationToken, auditLevel, withControllerManager: true);
        await started.ControlPlane.KubectlAsync(["apply", "--filename", "-"], StorageClasses, cancellationToken);
        return new FullCluster(started, await PodPlayer.StartAsync(started.Client, cancellationToken));
    }

    /// <summary>Starts an operator that copies.</summary>
    public Task<OperatorProcess> StartOperatorAsync(CancellationToken cancellationToken, params string[] more) =>
        own.StartOperatorAsync(cancellationToken, [.. Copies, .. more]);

    /// <summary>The same, and does not wait until it is ready.</summary>
    public OperatorProcess LaunchOperator(params string[] more) => OperatorProcess.Launch(ControlPlane.KubeConfigPath, own.SecondaryRoot, environment: null, [.. Copies, .. more]);

    /// <summary>A fresh namespace whose service account is there.</summary>
    public async Task<Tenant> NewTenantAsync()
    {
        var tenant = await own.NewTenantAsync();
        await Eventually.TrueAsync(
            () => tenant.KubectlOutputAsync("get", "serviceaccounts", "--output=name"), names => names.Contains("default", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        return tenant;
    }

    public async ValueTask DisposeAsync()
    {
        await Player.DisposeAsync();
        await own.DisposeAsync();
    }
}
