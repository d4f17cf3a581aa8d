using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.MigrationWebhook;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.KubeVirtContract;

/// <summary>
/// A control plane of the tests' own with KubeVirt's double, which acts and refuses under a name of KubeVirt's own, a played node for the
/// pods that copy, and the operator as a process, with its webhook.
/// </summary>
internal sealed class PlayedCluster : ContractCluster
{
    private const string WebhookConfiguration = "configdrive-operator";

    private readonly FullCluster cluster;
    private readonly k8s.Kubernetes kubeVirt;
    private readonly KubeVirtPlayer player;
    private readonly PlayedWebhooks webhooks;
    private OperatorProcess? process;

    private PlayedCluster(FullCluster cluster)
    {
        this.cluster = cluster;
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(cluster.ControlPlane.KubeConfigPath);
        kubeVirt = new k8s.Kubernetes(configuration, new ActingAs(PlayedWebhooks.KubeVirtUser));
        player = new KubeVirtPlayer(kubeVirt, claim => claim.Annotations()?.ContainsKey("configdrive.dev/filled") is true);
        webhooks = new PlayedWebhooks(cluster.Client, () => player.Settings);
    }

    /// <summary>Starts all of it.</summary>
    /// <exception cref="ControlPlaneUnavailableException">No control plane can be had on this machine.</exception>
    public static new async Task<PlayedCluster> StartAsync()
    {
        if (await ControlPlane.UnavailableReasonAsync() is { } reason)
        {
            throw new ControlPlaneUnavailableException(reason);
        }

        var full = await FullCluster.StartAsync(CancellationToken.None);
        await AttachmentFixture.InstallKubeVirtAsync(full);
        var played = new PlayedCluster(full);
        await played.webhooks.InstallAsync();
        await played.StartOperatorAsync();
        return played;
    }

    public override Task<Tenant> NewTenantAsync() => cluster.NewTenantAsync();

    /// <summary>It goes with the control plane.</summary>
    public override Task RemoveAsync(Tenant tenant) => Task.CompletedTask;

    public override Task NeedMediaChangesAsync() => Task.CompletedTask;

    public override async Task<IAsyncDisposable> WithoutMediaChangesAsync()
    {
        await SwitchAsync(isOn: false);
        return new Restoring(() => SwitchAsync(isOn: true));
    }

    /// <summary>The double does not read preferences: all prefer the same.</summary>
    public override Task<IAsyncDisposable> WithPreferenceAsync(Tenant tenant, string name, string cdromBus)
    {
        player.Settings = player.Settings with { PreferredCdromBus = cdromBus };
        return Task.FromResult<IAsyncDisposable>(new Restoring(() =>
        {
            player.Settings = player.Settings with { PreferredCdromBus = null };
            return Task.CompletedTask;
        }));
    }

    public override Task NeedMigrationsAsync(Tenant tenant) => Task.CompletedTask;

    public override Task NeedMigrationWebhookAsync() => Task.CompletedTask;

    public override Task AgentReportsAsync(Tenant tenant)
    {
        player.Do(tenant.MachineKey(), InstanceController.ConnectAgent);
        return Task.CompletedTask;
    }

    public override IAsyncDisposable Slowly()
    {
        player.IsPaused = true;
        return new Restoring(() =>
        {
            player.IsPaused = false;
            return Task.CompletedTask;
        });
    }

    public override IAsyncDisposable WithHeldMedium(Tenant tenant)
    {
        player.Do(tenant.MachineKey(), machine => machine.IsTrayHeld = true);
        return new Restoring(() =>
        {
            player.Do(tenant.MachineKey(), machine => machine.IsTrayHeld = false);
            return Task.CompletedTask;
        });
    }

    public override async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        await player.DisposeAsync();
        await webhooks.DisposeAsync();
        kubeVirt.Dispose();
        await cluster.DisposeAsync();
        Assert.True(player.Refused.IsEmpty, player.Refused.FirstOrDefault());
    }

    private async Task StartOperatorAsync()
    {
        var address = $"127.0.0.1:{OperatorProcess.FreePort()}";
        await cluster.ControlPlane.KubectlAsync(["apply", "--filename", "-"], PlayedWebhooks.Configuration(WebhookConfiguration, $$"""
            - name: {{MigrationReview.Name}}
              clientConfig: {url: "https://{{address}}{{MigrationReview.Path}}"}
              rules: [{apiGroups: [kubevirt.io], apiVersions: [v1], operations: [CREATE], resources: [virtualmachineinstancemigrations]}]
              failurePolicy: Ignore

            """), CancellationToken.None);
        process = await cluster.StartOperatorAsync(
            CancellationToken.None,
            "--boot-timeout", "1s",
            "--migration-webhook-listen", address,
            "--migration-webhook-host", "127.0.0.1",
            "--migration-webhook-tls-secret", "migration-webhook",
            "--migration-webhook-configuration", WebhookConfiguration);
        await Eventually.TrueAsync(
            () => cluster.Client.AdmissionregistrationV1.ReadValidatingWebhookConfigurationAsync(WebhookConfiguration),
            found => found.Webhooks[0].ClientConfig.CaBundle is { Length: > 0 },
            CancellationToken.None);
    }

    /// <summary>The feature gate, as KubeVirt obeys it and as its object says.</summary>
    private Task<string> SwitchAsync(bool isOn)
    {
        player.Settings = player.Settings with { DeclarativeHotplugVolumes = isOn };
        var disabled = isOn ? "[]" : """["DeclarativeHotplugVolumes"]""";
        return cluster.ControlPlane.KubectlAsync(
            "patch", "kubevirts.kubevirt.io", "kubevirt", "--namespace=kubevirt", "--type=merge",
            $$$"""--patch={"spec":{"configuration":{"developerConfiguration":{"disabledFeatureGates":{{{disabled}}} } } } }""");
    }

    /// <summary>Has the administrator's requests carried out as another's, who may do as much.</summary>
    private sealed class ActingAs(string user) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("Impersonate-User", user);
            request.Headers.Add("Impersonate-Group", "system:masters");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
