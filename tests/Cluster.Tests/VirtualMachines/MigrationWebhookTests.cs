using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.MigrationWebhook;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.VirtualMachines;

/// <summary>The webhook as the API server asks it: what it refuses while a swap is under way, and what happens without it.</summary>
[Collection(VirtualMachineCollection.Name)]
public sealed class MigrationWebhookTests(VirtualMachineFixture cluster) : IAsyncLifetime
{
    private const string TlsSecret = "migration-webhook-tests";

    private readonly string address = $"127.0.0.1:{OperatorProcess.FreePort()}";
    private Tenant? tenant;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Tenant Tenant => tenant!;

    public async ValueTask InitializeAsync()
    {
        tenant = await cluster.NewTenantAsync();
        await tenant.KubectlAsync("label", "namespace", tenant.Name, $"migrations={tenant.Name}");
        await tenant.ApplyAsync($$"""
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: {{tenant.Name}}}
            webhooks:
            - name: {{MigrationReview.Name}}
              clientConfig: {url: "https://{{address}}{{MigrationReview.Path}}"}
              rules: [{apiGroups: [kubevirt.io], apiVersions: [v1], operations: [CREATE], resources: [virtualmachineinstancemigrations], scope: Namespaced}]
              namespaceSelector: {matchLabels: {"migrations": "{{tenant.Name}}" } }
              failurePolicy: Ignore
              timeoutSeconds: 5
              sideEffects: None
              admissionReviewVersions: [v1]

            """);
        await cluster.StartOperatorAsync(
            "--migration-webhook-listen", address,
            "--migration-webhook-host", "127.0.0.1",
            "--migration-webhook-tls-secret", TlsSecret,
            "--migration-webhook-configuration", tenant.Name);
        await Eventually.TrueAsync(BundlesAsync, bundles => bundles.Webhook is { Length: > 0 } && bundles.Webhook == bundles.Secret, Token);
        await tenant.ApplyStoppedAsync(Samples.All);
        await tenant.ReadyAsync("web-1");
        await tenant.StartAsync();
        await tenant.AttachedAsync(found => found.Status!.Password!.DeliveredTo is not null);
    }

    public async ValueTask DisposeAsync()
    {
        if (tenant is not null)
        {
            await tenant.KubectlAsync("delete", "validatingwebhookconfiguration", tenant.Name);
            await cluster.StartOperatorAsync();
        }
    }

    [Fact]
    public async Task Migration_DuringASwap_IsRefused_AndAcceptedOnceTheSwapIsOver()
    {
        await SwapHeldByTheGuestAsync();

        var refused = await Assert.ThrowsAsync<KubernetesException>(MigrateAsync);

        Assert.True(refused.StatusCode == System.Net.HttpStatusCode.TooManyRequests, refused.Message);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.RetryAfter);
        Assert.Contains(
            $"""the config drive is being changed, retry: ConfigDrive "web-1" of VirtualMachine "web-1" in namespace "{Tenant.Name}" """.TrimEnd(),
            refused.Status.Message, StringComparison.Ordinal);

        cluster.Player.Do(Tenant.MachineKey(), machine => machine.IsTrayHeld = false);
        await Tenant.AttachedAsync(found => found.Status!.Attached!.Revision == found.Status.Revision && Tenant.Condition(found, "MigrationReady")!.Status == "True");
        var migration = await MigrateAsync();

        await Eventually.TrueAsync(
            () => Tenant.Client.Resource(OperatorResources.VirtualMachineInstanceMigrations).GetAsync(NamespacedName.Of(migration), Token),
            found => found.Status?.Phase == "Succeeded", Token);
    }

    [Fact]
    public async Task Migration_DuringASwap_IsAcceptedWhenNoOperatorRuns()
    {
        await SwapHeldByTheGuestAsync();
        await Assert.ThrowsAsync<KubernetesException>(MigrateAsync);

        await cluster.KillOperatorAsync();

        await MigrateAsync();
    }

    /// <summary>Changes the drive of a guest that does not let go of it.</summary>
    private async Task SwapHeldByTheGuestAsync()
    {
        cluster.Player.Do(Tenant.MachineKey(), machine => machine.IsTrayHeld = true);
        await Tenant.PatchAsync("secret", "web-1-userdata", """{"stringData":{"userdata":"#!/bin/sh\n"}}""");
        await Tenant.EventuallyAsync("web-1", found => Tenant.Condition(found, "MigrationReady")!.Reason == "DriveChanging" && Tenant.Condition(found, "Attached")!.Reason == "SyncFailed");
    }

    private Task<V1VirtualMachineInstanceMigration> MigrateAsync() => Tenant.Client.Resource(OperatorResources.VirtualMachineInstanceMigrations).CreateAsync(
        new V1VirtualMachineInstanceMigration
        {
            Metadata = new V1ObjectMeta { Namespace = Tenant.Name, GenerateName = "move-" },
            Spec = new VirtualMachineInstanceMigrationSpec { VmiName = "web-1" },
        },
        Token);

    /// <summary>What the webhook is trusted by, and what its certificate says that it should be.</summary>
    private async Task<(string? Webhook, string? Secret)> BundlesAsync()
    {
        var configuration = JsonNode.Parse(await Tenant.KubectlOutputAsync("get", "validatingwebhookconfiguration", Tenant.Name, "--output=json"))!;
        var secret = JsonNode.Parse(await Tenant.KubectlOutputAsync("get", "secret", TlsSecret, "--namespace=default", "--output=json"))!;
        return ((string?)configuration["webhooks"]![0]!["clientConfig"]!["caBundle"], (string?)secret["data"]!["ca.crt"]);
    }
}
