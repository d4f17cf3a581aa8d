using System.Net;
using System.Net.Security;
using System.Net.Sockets;
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

    public static SocketsHttpHandler Create(KubernetesClientConfiguration configuration)
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
            handler.Proxy = new WebProxy(proxy);
        }

        if (configuration.Credential is CertificateCredential or ExecCredential)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => configuration.Credential.GetCertificate()!;
        }

        handler.SslOptions.RemoteCertificateValidationCallback = Validation(configuration);
        return handler;
    }

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
