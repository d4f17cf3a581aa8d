using System.Security.Cryptography.X509Certificates;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>
/// The connections to the server. A client certificate is shown once, when a connection is made: with a new one the requests go over new connections, or the
/// server would know us by the old one for as long as requests keep the connection busy, and refuse us when that expires.
/// </summary>
/// <remarks>client-go closes them too (<c>transport/cert_rotation.go</c>, <c>plugin/pkg/client/auth/exec/exec.go</c>).</remarks>
internal sealed class Connections(KubernetesClientConfiguration configuration) : IDisposable
{
    private readonly Lock gate = new();
    private Pool current = new(configuration);

    /// <summary>Sends a request over connections that bear the credential's present certificate.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken) =>
        Present().Http.SendAsync(message, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => current.Http.Dispose();

    private Pool Present()
    {
        lock (gate)
        {
            if (current.HasShown && !Equals(current.Shown, configuration.Credential.PresentCertificate))
            {
                // Requests under way, watches too, end on the old connections, which go when they are idle.
                current = new Pool(configuration);
            }

            return current;
        }
    }

    private sealed class Pool
    {
        private volatile bool hasShown;

        public Pool(KubernetesClientConfiguration configuration)
        {
            HttpMessageHandler transport = HttpTransport.Create(configuration, Show);
            Http = new HttpMessageInvoker(configuration.WrapTransport?.Invoke(transport) ?? transport);
        }

        public HttpMessageInvoker Http { get; }

        public bool HasShown => hasShown;

        public X509Certificate2? Shown { get; private set; }

        private void Show(X509Certificate2? certificate)
        {
            Shown = certificate;
            hasShown = true;
        }
    }
}
