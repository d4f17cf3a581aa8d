using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ConfigDrive.Kubernetes.Client.Credentials;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>
/// Builds the HTTP stack for a configuration. HTTP/2 pings notice a connection whose other end has vanished. What could not be sent is thrown away with its
/// connection, so that a write does not reach the server long after its sender has given it up.
/// </summary>
internal static class HttpTransport
{
    // linux/tcp.h: how many milliseconds data may stay unacknowledged before the kernel ends the connection.
    private const int TcpUserTimeout = 18;

    /// <param name="configuration">What to connect to, and how.</param>
    /// <param name="shown">Told of the client certificate that each new connection bears.</param>
    public static SocketsHttpHandler Create(KubernetesClientConfiguration configuration, Action<X509Certificate2?>? shown = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = configuration.KeepAlive * 2,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, configuration.KeepAlive * 1.5, cancellationToken),
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = configuration.KeepAlive,
            KeepAlivePingTimeout = configuration.KeepAlive,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
        };
        if (configuration.ProxyUrl is { } proxy)
        {
            handler.Proxy = new WebProxy(proxy) { Credentials = CredentialsIn(proxy) };
        }

        if (configuration.Credential is CertificateCredential or ExecCredential)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) =>
            {
                var certificate = configuration.Credential.GetCertificate();
                shown?.Invoke(certificate);
                return certificate!;
            };
        }

        handler.SslOptions.RemoteCertificateValidationCallback = Validation(configuration);
        return handler;
    }

    private static NetworkCredential? CredentialsIn(Uri proxy) => proxy.UserInfo.Split(':', 2) switch
    {
        [{ Length: > 0 } name, var password] => new NetworkCredential(Uri.UnescapeDataString(name), Uri.UnescapeDataString(password)),
        [{ Length: > 0 } name] => new NetworkCredential(Uri.UnescapeDataString(name), ""),
        _ => null,
    };

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, TimeSpan unacknowledgedLimit, CancellationToken cancellationToken)
    {
        // On close, unsent data is dropped instead of being retransmitted for minutes after the process has ended.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(enable: true, seconds: 0) };
        try
        {
            if (OperatingSystem.IsLinux())
            {
                socket.SetRawSocketOption((int)ProtocolType.Tcp, TcpUserTimeout, BitConverter.GetBytes((int)unacknowledgedLimit.TotalMilliseconds));
            }

            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
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
