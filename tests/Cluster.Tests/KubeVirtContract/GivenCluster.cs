using System.Text.Json.Nodes;
using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.MigrationWebhook;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.KubeVirtContract;

/// <summary>
/// The cluster of <c>KUBECONFIG</c>, with KubeVirt and the operator as its users have them. Nothing outside of the tests' namespaces is
/// changed.
/// </summary>
internal sealed class GivenCluster : ContractCluster
{
    // An image is pulled, a guest boots, perhaps by emulation, and without an agent it counts as booted only after a while.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan AgentDeadline = TimeSpan.FromMinutes(5);

    private readonly ControlPlane controlPlane;
    private readonly IKubernetes client;
    private readonly bool changesMedia;

    private GivenCluster(ControlPlane controlPlane, IKubernetes client, bool changesMedia)
    {
        this.controlPlane = controlPlane;
        this.client = client;
        this.changesMedia = changesMedia;
    }

    /// <summary>Looks whether the cluster has what is asked of it.</summary>
    /// <exception cref="ControlPlaneUnavailableException">It lacks something: the message says what.</exception>
    public static async Task<GivenCluster> FindAsync()
    {
        if (await ControlPlane.UnavailableReasonAsync() is { } reason)
        {
            throw new ControlPlaneUnavailableException(reason);
        }

        var given = await ControlPlane.StartAsync(CancellationToken.None);
        Need(given.IsExistingCluster, "KUBEVIRT_CLUSTER=true without USE_EXISTING_CLUSTER=true: run make kubevirt-test.");
        var administrator = given.NewClient();
        Need(await ServesAsync(administrator, "virtualmachines.kubevirt.io"), "The cluster has no KubeVirt: kubevirt.io/v1 is not served.");
        Need(
            await ServesAsync(administrator, "configdrives.configdrive.dev"),
            "The operator is not installed: configdrive.dev/v1alpha1 is not served. Install the chart.");
        var operators = await administrator.AppsV1.ListDeploymentForAllNamespacesAsync(
            labelSelector: "app.kubernetes.io/name=configdrive-operator");
        var arguments = operators.Items.SelectMany(deployment => deployment.Spec.Template.Spec.Containers)
            .SelectMany(container => container.Args ?? []).ToList();
        Need(
            arguments.Exists(argument => argument.StartsWith("--copy-image=", StringComparison.Ordinal)),
            "No Deployment of the chart fills claims: install it with primaryStorage.enabled, its default.");
        Need(
            arguments.Exists(argument => argument.StartsWith("--primary-storage-class=", StringComparison.Ordinal))
                || (await administrator.StorageV1.ListStorageClassAsync()).Items.Any(IsDefault),
            "There is no default StorageClass: set one, or primaryStorage.storageClassName of the chart.");
        var follows = await AcceptsEmptyDrivesAsync(administrator) && !await HasLegacyGateAsync(administrator);
        return new GivenCluster(given, administrator, follows);
    }

    public override Task<Tenant> NewTenantAsync() => Tenant.CreateAsync(controlPlane, client, "/nowhere", Deadline);

    public override async Task RemoveAsync(Tenant tenant)
    {
        // Also when the run is cut off.
        await client.CoreV1.DeleteNamespaceAsync(tenant.Name, cancellationToken: CancellationToken.None);
        await Eventually.TrueAsync(
            async () => await client.CoreV1.ReadNamespaceAsync(tenant.Name).OrNullAsync() is null,
            gone => gone,
            CancellationToken.None,
            Deadline);
    }

    public override Task NeedMediaChangesAsync()
    {
        Assert.SkipUnless(changesMedia, "KubeVirt's gate DeclarativeHotplugVolumes is off, or HotplugVolumes is on.");
        return Task.CompletedTask;
    }

    public override Task<IAsyncDisposable> WithoutMediaChangesAsync()
    {
        Assert.SkipWhen(changesMedia, "KubeVirt's gate DeclarativeHotplugVolumes is on, and gates of a cluster in use are not changed.");
        return Task.FromResult<IAsyncDisposable>(Restoring.Nothing);
    }

    /// <summary>It goes with its namespace.</summary>
    public override async Task<IAsyncDisposable> WithPreferenceAsync(Tenant tenant, string name, string cdromBus)
    {
        await tenant.ApplyAsync($$"""
            apiVersion: instancetype.kubevirt.io/v1beta1
            kind: VirtualMachinePreference
            metadata: {name: {{name}}}
            spec: {devices: {preferredCdromBus: "{{cdromBus}}" } }

            """);
        return Restoring.Nothing;
    }

    public override async Task NeedMigrationsAsync(Tenant tenant)
    {
        var nodes = (await client.CoreV1.ListNodeAsync(labelSelector: "kubevirt.io/schedulable=true", cancellationToken: Token)).Items
            .Count(node => node.Spec.Unschedulable is not true);
        Assert.SkipUnless(nodes > 1, $"A guest moves between nodes, and {nodes} can run one.");
        var instance = await tenant.InstanceEventuallyAsync(found => found?.Condition("LiveMigratable") is not null);
        Assert.SkipUnless(
            instance!.Condition("LiveMigratable") == "True",
            "The guest is not LiveMigratable: its claim needs a StorageClass with ReadWriteMany.");
    }

    public override async Task NeedMigrationWebhookAsync() => Assert.SkipUnless(
        (await client.AdmissionregistrationV1.ListValidatingWebhookConfigurationAsync(cancellationToken: Token)).Items
            .SelectMany(configuration => configuration.Webhooks ?? []).Any(webhook => webhook.Name == MigrationReview.Name),
        "Nobody asks migrations to wait: install the chart with migrationWebhook.enabled.");

    public override async Task AgentReportsAsync(Tenant tenant)
    {
        try
        {
            await Eventually.TrueAsync(tenant.InstanceAsync, found => found?.Condition("AgentConnected") == "True", Token, AgentDeadline);
        }
        catch (TimeoutException)
        {
            Assert.Skip(
                $"No guest agent reported within {AgentDeadline.TotalMinutes} minutes: set KUBEVIRT_GUEST_IMAGE to an image with one.");
        }
    }

    public override IAsyncDisposable Slowly() => Restoring.Nothing;

    public override IAsyncDisposable WithHeldMedium(Tenant tenant) => Restoring.Nothing;

    public override ValueTask DisposeAsync()
    {
        client.Dispose();
        return controlPlane.DisposeAsync();
    }

    private static void Need(bool isThere, string reason)
    {
        if (!isThere)
        {
            throw new ControlPlaneUnavailableException(reason);
        }
    }

    private static async Task<bool> ServesAsync(IKubernetes client, string definition)
    {
        var found = await client.ApiextensionsV1.ReadCustomResourceDefinitionAsync(definition).OrNullAsync();
        return found?.Status?.Conditions?.Any(condition => condition is { Type: "Established", Status: "True" }) is true;
    }

    private static bool IsDefault(V1StorageClass storageClass) =>
        storageClass.Annotations()?.TryGetValue("storageclass.kubernetes.io/is-default-class", out var value) is true && value == "true";

    /// <summary>Tells the gate by what KubeVirt's webhook says of a drive without a medium, which nobody then makes.</summary>
    private static async Task<bool> AcceptsEmptyDrivesAsync(IKubernetes client)
    {
        try
        {
            await client.CustomObjects.CreateNamespacedCustomObjectAsync<JsonObject>(
                ContractMachines.New("probe", """[{"name": "media", "cdrom": {"bus": "sata"}}]""", "[]"),
                ContractMachines.Group, ContractMachines.Version, "default", ContractMachines.Machines, dryRun: "All");
            return true;
        }
        catch (HttpOperationException refused)
            when (refused.Response.Content.Contains("feature gate not enabled", StringComparison.Ordinal))
        {
            return false;
        }
    }

    /// <summary>The legacy gate wins, and KubeVirt's webhooks do not tell.</summary>
    private static async Task<bool> HasLegacyGateAsync(IKubernetes client)
    {
        var list = await client.CustomObjects.ListClusterCustomObjectAsync<JsonObject>(
            ContractMachines.Group, ContractMachines.Version, "kubevirts");
        return list["items"]!.AsArray()
            .Select(kubeVirt => kubeVirt!["spec"]?["configuration"]?["developerConfiguration"]?["featureGates"]?.AsArray() ?? [])
            .Any(gates => gates.Any(gate => (string?)gate == "HotplugVolumes"));
    }
}
