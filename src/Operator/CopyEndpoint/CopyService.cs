using System.Net;
using ConfigDrive.Operator.Certificates;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Revisions;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Operator.CopyEndpoint;

/// <summary>Puts the copy endpoint together: its certificate, who may ask, and what it serves.</summary>
internal sealed class CopyService : IDisposable
{
    private readonly TlsSecret tls;
    private readonly ImageSender sender;
    private readonly CopyHandler handler;
    private readonly CopyServer server;

    /// <summary>Puts it together; nothing listens yet.</summary>
    /// <param name="settings">Address and Secret.</param>
    /// <param name="client">A client that may write whether or not this process leads: every replica serves.</param>
    /// <param name="operatorNamespace">Namespace of the Secret.</param>
    /// <param name="authorization">Which pod may copy what.</param>
    /// <param name="library">Where the images lie.</param>
    /// <param name="key">Key of all revisions.</param>
    /// <param name="loggers">For the audit lines.</param>
    /// <param name="time">The clock.</param>
    /// <param name="limits">How much anybody may ask for; the default when <c>null</c>.</param>
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
        server = new CopyServer(handler, () => tls.Current, settings.Listen, limits);
    }

    /// <summary>What copy pods shall trust the endpoint by, in PEM; current once <see cref="PrepareAsync"/> is done.</summary>
    public string AuthoritiesPem => tls.Current.AuthoritiesPem;

    /// <summary>The port, once the endpoint listens.</summary>
    public Task<int> PortAsync => server.PortAsync;

    /// <summary>Whether the endpoint listens.</summary>
    public bool IsListening => server.IsListening;

    /// <summary>Reads or makes the certificate.</summary>
    /// <exception cref="InvalidDataException">The Secret is somebody else's and cannot be used.</exception>
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
    /// <summary>Where the endpoint listens.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Under which URL copy pods reach it; <c>null</c> for that of its Service.</summary>
    public Uri? Url { get; init; }

    /// <summary>Name of the Secret with its certificate.</summary>
    public required string TlsSecret { get; init; }

    /// <summary>The URL that a copy pod is given as its source.</summary>
    public Uri UrlOf(CopyPath path, string operatorNamespace) =>
        new(Url ?? new Uri($"https://{CopyProtocol.Service}.{operatorNamespace}.svc:{CopyProtocol.Port}"), path.ToString());
}
