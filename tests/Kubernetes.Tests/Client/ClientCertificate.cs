using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Kubernetes.Tests.Client;

/// <summary>A client certificate of the control plane's own authority.</summary>
/// <param name="Certificate">In PEM.</param>
/// <param name="Key">In PEM.</param>
internal sealed record ClientCertificate(string Certificate, string Key)
{
    /// <summary>Signs one for a user.</summary>
    public static ClientCertificate Of(ControlPlane controlPlane, string user, DateTimeOffset from, DateTimeOffset until)
    {
        using var authority = X509Certificate2.CreateFromPemFile(controlPlane.AuthorityPath("ca.crt"), controlPlane.AuthorityPath("ca.key"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={user}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        // Signed by the key alone, as one that has expired began before the authority did.
        using var signer = authority.GetECDsaPrivateKey()!;
        var generator = X509SignatureGenerator.CreateForECDsa(signer);
        using var certificate = request.Create(authority.SubjectName, generator, from, until, RandomNumberGenerator.GetBytes(16));
        return new(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
