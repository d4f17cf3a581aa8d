using System.Net;
using ConfigDrive.Kubernetes.Serving;
using ConfigDrive.Operator.Certificates;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.CopyEndpoint;

/// <summary>Puts the copy endpoint together: its certificate, who may ask, and what it serves.</summary>
internal sealed class CopyService : IDisposable
{
    private readonly TlsSecret tls;
    private readonly ImageSender sender;
    private readonly CopyHandler handler;
    private readonly HttpServer server;

    /// <summary>Nothing listens yet. The client may write whether or not this process leads: every replica serves.</summary>
    public CopyService(
        CopySettings settings,
        KubernetesClient client,
        string operatorNamespace,
        CopyPodAuthorization authorization,
        SecondaryStore library,
        RevisionKey key,
        ILoggerFactory loggers,
        TimeProvider time,
        CopyLimits? limits = null)
    {
        limits ??= new CopyLimits();
        var names = CertificateNames.ForEndpoint(settings.Url?.IdnHost, CopyProtocol.Service, operatorNamespace);
        var secret = new NamespacedName(operatorNamespace, settings.TlsSecret);
        tls = new TlsSecret(client, secret, "the copy endpoint", names, loggers.CreateLogger<TlsSecret>(), time);
        sender = new ImageSender(library, key, limits);
        var admission = new CopyAuthorizer(new TokenReviewer(client.Resource(Resources.TokenReviews)), authorization);
        handler = new CopyHandler(admission, sender, new RefusalLimiter(limits, time), limits, loggers.CreateLogger<CopyHandler>(), time);
        server = new HttpServer(handler.AnswerAsync, settings.Listen)
        {
            Certificate = () => tls.Current.Context,
            HandshakeTimeout = limits.RequestTime,
            ConnectionsPerClient = limits.ConnectionsPerClient,
            Limit = limits.ApplyTo,
        };
    }

    /// <summary>The authorities by which copy pods trust the endpoint, in PEM, once <see cref="PrepareAsync"/> is done.</summary>
    public string AuthoritiesPem => tls.Current.AuthoritiesPem;

    /// <summary>The port, once the endpoint listens.</summary>
    public Task<int> PortAsync => server.PortAsync;

    public bool IsListening => server.IsListening;

    /// <summary>Reads or makes the certificate.</summary>
    /// <exception cref="InvalidDataException">The Secret was made by somebody else and cannot be used.</exception>
    public Task PrepareAsync(CancellationToken cancellationToken) => tls.RefreshAsync(cancellationToken);

    /// <summary>Keeps the certificate current until cancelled.</summary>
    public Task KeepCertificateAsync(CancellationToken cancellationToken) => tls.RunAsync(cancellationToken);

    /// <summary>Serves until cancelled.</summary>
    public Task ServeAsync(CancellationToken cancellationToken) => server.RunAsync(cancellationToken);

    public void Dispose()
    {
        tls.Dispose();
        sender.Dispose();
        handler.Dispose();
    }
}

/// <summary>What the command line of <c>run</c> says of the copy endpoint.</summary>
internal sealed record CopySettings
{
    public required IPEndPoint Listen { get; init; }

    /// <summary>URL under which copy pods reach it; <c>null</c> for that of its Service.</summary>
    public Uri? Url { get; init; }

    /// <summary>Name of the Secret with its certificate.</summary>
    public required string TlsSecret { get; init; }

    public Uri UrlIn(string operatorNamespace) => Url ?? new($"https://{CopyProtocol.Service}.{operatorNamespace}.svc:{CopyProtocol.Port}");
}
