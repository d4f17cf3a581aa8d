using System.Net;
using System.Net.Security;
using ConfigDrive.Kubernetes.Client.Credentials;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>Builds the HTTP stack for a configuration: HTTP/2 with pings, so that a connection whose other end has vanished does not hang a watch.</summary>
internal static class HttpTransport
{
    public static SocketsHttpHandler Create(KubernetesClientConfiguration configuration)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = configuration.KeepAlive * 2,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = configuration.KeepAlive,
            KeepAlivePingTimeout = configuration.KeepAlive,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
        };
        if (configuration.ProxyUrl is { } proxy)
        {
            handler.Proxy = new WebProxy(proxy);
        }

        if (configuration.Credential is CertificateCredential or ExecCredential)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => configuration.Credential.GetCertificate()!;
        }

        handler.SslOptions.RemoteCertificateValidationCallback = Validation(configuration);
        return handler;
    }

    private static RemoteCertificateValidationCallback? Validation(KubernetesClientConfiguration configuration)
    {
        if (!configuration.SkipTlsVerify)
        {
            return configuration.Trust is { } trust ? trust.Validate : null;
        }

        // The user asked for this by insecure-skip-tls-verify.
#pragma warning disable CA5359, MA0039
        return (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
    }
}
