using System.Net;
using System.Text.Json.Nodes;
using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.Cluster.Tests.KubeVirtContract;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>A migration that is asked for while the drive of a running VirtualMachine is swapped, with the webhook that the upgrade brought.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class MigrationTests(EndToEndFixture cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migration_DuringASwap_WaitsForItsEnd_AndTheNextSwapForThatOfTheMigration()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Drives.Some(1));
        await tenant.SettledAsync();
        await WebhookIsTrustedAsync();
        var guest = new Guest(cluster, tenant);
        var former = await guest.StartAsync();

        guest.HoldTray(isHeld: true);
        await tenant.ChangeAsync("migrates", "web-1");
        var claim = await guest.OtherClaimAsync(former);
        await Eventually.TrueAsync(
            () => Assert.ThrowsAsync<HttpOperationException>(tenant.MigrateAsync),
            refusal => refusal.Response.StatusCode is HttpStatusCode.TooManyRequests,
            Token,
            tenant.Deadline);
        Assert.Empty(await tenant.KubectlOutputAsync("get", ContractMachines.Migrations, "--output=name"));

        cluster.KubeVirt.Do(tenant.MachineKey(), machine => machine.IsMemoryBusy = true);
        guest.HoldTray(isHeld: false);
        var migration = await TakenAsync(tenant);
        await guest.AssertReadsAsync(claim, "migrates");

        // While it is under way, nothing of the VirtualMachine is changed.
        await tenant.ChangeAsync("migrated", "web-1");
        await tenant.EventuallyAsync(
            "web-1", drive => Tenant.Condition(drive, "Attached")?.Reason == "MigrationInProgress" && drive.Status!.Primary!.ClaimName != claim);
        Assert.Equal(claim, await guest.ClaimAsync());
        cluster.KubeVirt.Do(tenant.MachineKey(), machine => machine.IsMemoryBusy = false);
        await tenant.MigratedAsync(migration);
        var last = await guest.OtherClaimAsync(claim);
        await guest.AssertReadsAsync(last, "migrated");
        await guest.AttachedAsync(last);
        await guest.StopAsync();
    }

    private Task<V1ValidatingWebhookConfiguration> WebhookIsTrustedAsync() => Eventually.TrueAsync(
        () => cluster.Client.AdmissionregistrationV1.ReadValidatingWebhookConfigurationAsync(Chart.Release, cancellationToken: Token),
        configuration => configuration.Webhooks[0].ClientConfig.CaBundle is { Length: > 0 },
        Token,
        TimeSpan.FromSeconds(300));

    /// <summary>Asks again and again, as kubectl does when it is told to wait.</summary>
    private static Task<JsonObject> TakenAsync(Tenant tenant) => Eventually.TrueAsync<JsonObject>(tenant.MigrateAsync, _ => true, Token, tenant.Deadline);
}
