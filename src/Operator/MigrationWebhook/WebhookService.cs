using System.Net;
using ConfigDrive.Kubernetes.Admission;
using ConfigDrive.Kubernetes.Hosting;
using ConfigDrive.Kubernetes.Serving;
using ConfigDrive.Operator.Certificates;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Steps;

namespace ConfigDrive.Operator.MigrationWebhook;

/// <summary>
/// Assembles the webhook that is asked about migrations. Neither the start nor the readiness of the operator waits for it: without it
/// migrations are allowed.
/// </summary>
internal sealed class WebhookService : IDisposable
{
    private const string Service = "configdrive-operator-webhook";

    private readonly TlsSecret tls;
    private readonly HttpServer server;
    private readonly WebhookAuthorities? authorities;

    /// <summary>
    /// Nothing listens yet. The client without fence writes whether or not this process leads, as every replica serves; the other only while it leads.
    /// </summary>
    public WebhookService(
        MigrationWebhookSettings settings,
        KubernetesClient clientWithoutFence,
        KubernetesClient client,
        string operatorNamespace,
        ClusterCache cluster,
        CheckMigration readiness,
        ILoggerFactory loggers,
        TimeProvider time)
    {
        var names = CertificateNames.ForEndpoint(settings.Host, Service, operatorNamespace);
        var secret = new NamespacedName(operatorNamespace, settings.TlsSecret);
        tls = new TlsSecret(clientWithoutFence, secret, "the migration webhook", names, loggers.CreateLogger<TlsSecret>(), time);
        var review = new MigrationReview(new CachedDrives(cluster).Find, readiness.Observe, loggers.CreateLogger<MigrationReview>());
        var limits = new AdmissionLimits();
        server = new HttpServer(new AdmissionWebhook(MigrationReview.Path, review.Answer, limits, time).AnswerAsync, settings.Listen)
        {
            Certificate = () => tls.Current.Context,
            HandshakeTimeout = limits.RequestTime,
            Limit = limits.ApplyTo,
        };
        if (settings.Configuration is not null)
        {
            authorities = new WebhookAuthorities(
                client, settings.Configuration, MigrationReview.Name, () => tls.Known?.AuthoritiesPem, loggers.CreateLogger<WebhookAuthorities>(), time);
            tls.Changed += (_, _) => authorities.RequestCheck();
        }
    }

    public void Dispose()
    {
        tls.Dispose();
        authorities?.Dispose();
    }

    public void AddTo(OperatorHost host)
    {
        host.AddInfrastructure("migration-webhook-tls", tls.RunAsync).AddService("migration-webhook", server.RunAsync);
        if (authorities is not null)
        {
            host.AddLeaderService("migration-webhook-authorities", authorities.RunAsync);
        }
    }
}

/// <summary>What the command line of <c>run</c> says of the webhook that is asked about migrations.</summary>
internal sealed record MigrationWebhookSettings
{
    public required IPEndPoint Listen { get; init; }

    /// <summary>Host name or address by which API servers call it; <c>null</c> for that of its Service.</summary>
    public string? Host { get; init; }

    /// <summary>Name of the Secret with its certificate.</summary>
    public required string TlsSecret { get; init; }

    /// <summary>The ValidatingWebhookConfiguration whose <c>caBundle</c> is kept; <c>null</c> when somebody else does.</summary>
    public string? Configuration { get; init; }
}
