using System.Text;
using ConfigDrive.Cluster.Tests.Copying;
using ConfigDrive.Operator.Certificates;
using ConfigDrive.Operator.MigrationWebhook;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.MigrationWebhook;

/// <summary>The caBundle of a ValidatingWebhookConfiguration on an API server: written when it differs, and only then.</summary>
public sealed class WebhookAuthoritiesTests(ClusterFixture cluster) : IDisposable
{
    private const string Webhook = "second.configdrive.dev";

    private readonly RecordedLog log = new();
    private volatile string? authorities;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => log.Dispose();

    [Fact]
    public async Task Bundle_IsThatOfTheCertificate_AndWrittenOnceForEach()
    {
        var tenant = await cluster.NewTenantAsync();
        await ApplyAsync(tenant);
        var kept = Authorities(tenant.Name);
        try
        {
            await kept.EnsureAsync(Token);
            Assert.Empty(log.Lines); // There is no certificate yet.

            foreach (var certificate in (string[])[NewCertificate(), NewCertificate()])
            {
                authorities = certificate;
                await kept.EnsureAsync(Token);
                await kept.EnsureAsync(Token);

                var webhooks = (await ConfigurationAsync(tenant.Name)).Webhooks;
                Assert.Null(webhooks[0].ClientConfig.CaBundle);
                Assert.Equal(certificate, Encoding.ASCII.GetString(webhooks[1].ClientConfig.CaBundle));
            }

            Assert.Equal(2, log.Lines.Count);
        }
        finally
        {
            await tenant.KubectlAsync("delete", "validatingwebhookconfiguration", tenant.Name);
        }
    }

    [Fact]
    public async Task Bundle_ThatIsTakenAwayOrIsNoLongerTheCertificates_ComesBackByItself()
    {
        var tenant = await cluster.NewTenantAsync();
        await ApplyAsync(tenant);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var kept = Authorities(tenant.Name);
        var running = kept.RunAsync(stop.Token);
        try
        {
            authorities = NewCertificate();
            kept.RequestCheck();
            await BundleIsAsync(tenant.Name, authorities);

            await tenant.KubectlAsync("patch", "validatingwebhookconfiguration", tenant.Name, "--type=json", """--patch=[{"op": "remove", "path": "/webhooks/1/clientConfig/caBundle"}]""");
            await BundleIsAsync(tenant.Name, authorities);

            authorities = NewCertificate();
            kept.RequestCheck();
            await BundleIsAsync(tenant.Name, authorities);
        }
        finally
        {
            await stop.CancelAsync();
            await running;
            await tenant.KubectlAsync("delete", "validatingwebhookconfiguration", tenant.Name);
        }
    }

    [Fact]
    public async Task Configuration_ThatDoesNotExist_IsToldAndNotMade()
    {
        var tenant = await cluster.NewTenantAsync();
        authorities = NewCertificate();

        await Assert.ThrowsAsync<InvalidDataException>(() => Authorities(tenant.Name).EnsureAsync(Token));

        Assert.Null(await ConfigurationAsync(tenant.Name).OrNullAsync());
    }

    private static string NewCertificate() => SelfMadeCertificates.Make(["a.example.org"], TimeProvider.System.GetUtcNow()).Authorities;

    private static Task ApplyAsync(Tenant tenant) => tenant.ApplyAsync($$"""
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: {{tenant.Name}}}
        webhooks:
        - name: first.configdrive.dev
          clientConfig: {url: "https://first.example.org/"}
          sideEffects: None
          admissionReviewVersions: [v1]
        - name: {{Webhook}}
          clientConfig: {url: "https://second.example.org/"}
          sideEffects: None
          admissionReviewVersions: [v1]

        """);

    private Task<V1ValidatingWebhookConfiguration> BundleIsAsync(string configuration, string certificate) => Eventually.TrueAsync(
        () => ConfigurationAsync(configuration),
        found => found.Webhooks[1].ClientConfig.CaBundle is { } bundle && Encoding.ASCII.GetString(bundle) == certificate,
        Token);

    private Task<V1ValidatingWebhookConfiguration> ConfigurationAsync(string name) =>
        cluster.Client.AdmissionregistrationV1.ReadValidatingWebhookConfigurationAsync(name, cancellationToken: Token);

    private WebhookAuthorities Authorities(string configuration) => new(cluster.OperatorClient, configuration, Webhook, () => authorities, log, TimeProvider.System);
}
