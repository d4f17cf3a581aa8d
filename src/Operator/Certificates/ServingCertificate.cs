using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ConfigDrive.Operator.Certificates;

/// <summary>A certificate ready to be shown to clients.</summary>
internal sealed record ServingCertificate(SslStreamCertificateContext Context, string AuthoritiesPem)
{
    /// <summary>Reads one.</summary>
    /// <exception cref="InvalidDataException">It cannot be read, does not fit its key, or has expired.</exception>
    public static ServingCertificate From(TlsMaterial material, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(material);
        try
        {
            var chain = TlsMaterial.Parse(material.Certificates);
            var leaf = X509Certificate2.CreateFromPem(material.Certificates, material.PrivateKey);
            if (CertificateLifetime.HasExpired(leaf, now))
            {
                throw new InvalidDataException($"its certificate ended at {leaf.NotAfter.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss'Z'}");
            }

            _ = TlsMaterial.Parse(material.Authorities); // Clients could trust nothing by it otherwise.
            chain.RemoveAt(0);
            return new ServingCertificate(SslStreamCertificateContext.Create(leaf, chain, offline: true), material.Authorities);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            // The exception's own words may quote what it could not read.
            throw new InvalidDataException("its 'tls.crt' and 'tls.key' are no certificate and key in PEM, or do not belong together", exception);
        }
    }
}
