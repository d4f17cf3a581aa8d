using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace ConfigDrive.Kubernetes.Client.Credentials;

/// <summary>A client certificate in PEM, read anew for each connection, and after a 401, so that a renewed file is taken up.</summary>
/// <param name="read">Reads the certificates and the key.</param>
/// <param name="header">What goes with each request besides; null for nothing.</param>
public sealed class CertificateCredential(Func<(string Certificate, string Key)> read, Credential? header = null) : Credential
{
    private (string Certificate, string Key) current;
    private volatile X509Certificate2? certificate;

    /// <inheritdoc/>
    public override ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(CancellationToken cancellationToken) =>
        header is null ? default : header.GetHeaderAsync(cancellationToken);

    /// <inheritdoc/>
    public override X509Certificate2? PresentCertificate => certificate;

    /// <inheritdoc/>
    public override bool Invalidate()
    {
        var refused = certificate;
        var isNew = !ReferenceEquals(GetCertificate(), refused);
        return header?.Invalidate() is true || isNew;
    }

    /// <inheritdoc/>
    public override X509Certificate2? GetCertificate()
    {
        lock (read)
        {
            var pem = read();
            if (certificate is null || pem != current)
            {
                certificate = X509Certificate2.CreateFromPem(pem.Certificate, pem.Key);
                current = pem;
            }

            return certificate;
        }
    }
}
