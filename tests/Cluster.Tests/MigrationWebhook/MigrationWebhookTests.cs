using System.Text.Json.Nodes;
using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.Operator.MigrationWebhook;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Autorest;

namespace ConfigDrive.Cluster.Tests.MigrationWebhook;

/// <summary>The webhook as the API server asks it: what it refuses while a swap is under way, and what happens without it.</summary>
[Collection(AttachmentCollection.Name)]
public sealed class MigrationWebhookTests(AttachmentFixture cluster) : IAsyncLifetime
{
    private const string Migrations = "virtualmachineinstancemigrations";
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
    public async Task Migration_DuringASwap_IsAcceptedWhenNoOperatorRuns()
    {
        await SwapHeldByTheGuestAsync();
        await Assert.ThrowsAsync<HttpOperationException>(MigrateAsync);

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

    private Task<JsonObject> MigrateAsync() => Tenant.Client.CustomObjects.CreateNamespacedCustomObjectAsync<JsonObject>(
        new JsonObject
        {
            ["apiVersion"] = "kubevirt.io/v1",
            ["kind"] = "VirtualMachineInstanceMigration",
            ["metadata"] = new JsonObject { ["generateName"] = "move-" },
            ["spec"] = new JsonObject { ["vmiName"] = "web-1" },
        },
        "kubevirt.io", "v1", Tenant.Name, Migrations, cancellationToken: Token);

    /// <summary>What the webhook is trusted by, and what its certificate says that it should be.</summary>
    private async Task<(string? Webhook, string? Secret)> BundlesAsync()
    {
        var configuration = JsonNode.Parse(await Tenant.KubectlOutputAsync("get", "validatingwebhookconfiguration", Tenant.Name, "--output=json"))!;
        var secret = JsonNode.Parse(await Tenant.KubectlOutputAsync("get", "secret", TlsSecret, "--namespace=default", "--output=json"))!;
        return ((string?)configuration["webhooks"]![0]!["clientConfig"]!["caBundle"], (string?)secret["data"]!["ca.crt"]);
    }
}
