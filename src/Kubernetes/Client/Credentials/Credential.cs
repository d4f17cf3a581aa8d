using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace ConfigDrive.Kubernetes.Client.Credentials;

/// <summary>Who we are to the server: a header on each request, a certificate on each connection, or nothing.</summary>
public abstract class Credential
{
    /// <summary>No credential at all.</summary>
    public static Credential Anonymous { get; } = new StaticCredential(null);

    /// <summary>The header for the next request; null when there is none.</summary>
    public virtual ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(CancellationToken cancellationToken) => default;

    /// <summary>The client certificate for the next connection; null when there is none.</summary>
    public virtual X509Certificate2? GetCertificate() => null;

    /// <summary>The client certificate as it was read last, without reading anything; another object after it has changed. Null when there is none.</summary>
    public virtual X509Certificate2? PresentCertificate => null;

    /// <summary>The server refused the credential (401): the next use reads it anew. False when that would change nothing.</summary>
    public virtual bool Invalidate() => false;
}
