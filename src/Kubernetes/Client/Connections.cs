using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ConfigDrive.Kubernetes.Client.Credentials;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>
/// The connections to the server. A client certificate is presented once, when a connection is made: after a new one the requests go over new connections, or the
/// server would identify us by the old one for as long as requests keep the connection open, and refuse us when that expires.
/// </summary>
/// <remarks>client-go closes them too (<c>transport/cert_rotation.go</c>, <c>plugin/pkg/client/auth/exec/exec.go</c>).</remarks>
internal sealed class Connections(KubernetesClientConfiguration configuration) : IDisposable
{
    private readonly Lock gate = new();
    private Pool current = new(configuration);

    /// <summary>Sends a request over connections that were made with the credential's present certificate.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken) =>
        CurrentPool().Http.SendAsync(message, cancellationToken);

    public void Dispose() => current.Http.Dispose();

    private Pool CurrentPool()
    {
        lock (gate)
        {
            if (current.HasPresented && !Equals(current.Presented, configuration.Credential.LastCertificate))
            {
                // Requests in progress, watches too, end on the old connections, which are closed when idle.
                current = new Pool(configuration);
            }

            return current;
        }
    }

    private sealed class Pool
    {
        private volatile bool hasPresented;

        public Pool(KubernetesClientConfiguration configuration)
        {
            HttpMessageHandler transport = HttpTransport.Create(configuration, Present);
            Http = new HttpMessageInvoker(configuration.WrapTransport?.Invoke(transport) ?? transport);
        }

        public HttpMessageInvoker Http { get; }

        public bool HasPresented => hasPresented;

        public X509Certificate2? Presented { get; private set; }

        private void Present(X509Certificate2? certificate)
        {
            Presented = certificate;
            hasPresented = true;
        }
    }
}

/// <summary>
/// Builds the HTTP stack for a configuration. HTTP/2 pings notice a connection whose other end is gone. What could not be sent is discarded with its connection,
/// so that a write does not reach the server long after its sender has stopped waiting for it.
/// </summary>
internal static class HttpTransport
{
    // linux/tcp.h: how many milliseconds data may stay unacknowledged before the kernel ends the connection.
    private const int TcpUserTimeout = 18;

    /// <param name="configuration">What to connect to, and how.</param>
    /// <param name="presented">Called with the client certificate of each new connection.</param>
    public static SocketsHttpHandler Create(KubernetesClientConfiguration configuration, Action<X509Certificate2?>? presented = null)
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
                presented?.Invoke(certificate);
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
        // On close, unsent data is discarded instead of being retransmitted for minutes after the process has ended.
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

/// <summary>
/// Which certificates the server may present: those whose chain ends at the cluster's own authority. The authority is read at each handshake, so that a rotated
/// one needs no restart.
/// </summary>
/// <param name="readAuthority">Reads the authority's certificates, in PEM.</param>
public sealed class ClusterTrust(Func<string> readAuthority)
{
    /// <summary>Decides on the server's certificate: its name must fit, and its chain must end at the authority.</summary>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 leaf || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(readAuthority());
        if (presented is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        }

        return chain.Build(leaf);
    }
}
