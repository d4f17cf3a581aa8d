using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ConfigDrive.Operator.CopyProgram;

/// <summary>Which authorities the endpoint's certificate is trusted by.</summary>
internal static class EndpointTrust
{
    /// <summary>The authorities in <paramref name="pem"/> and no others; those of the system when it is <c>null</c>.</summary>
    /// <exception cref="InvalidDataException">There is no certificate in it.</exception>
    public static SslClientAuthenticationOptions By(string? pem)
    {
        if (pem is null)
        {
            return new SslClientAuthenticationOptions();
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPem(pem);
        }
        catch (CryptographicException exception)
        {
            throw new InvalidDataException("contains something that is not a certificate in PEM", exception);
        }

        return policy.CustomTrustStore.Count > 0
            ? new SslClientAuthenticationOptions { CertificateChainPolicy = policy }
            : throw new InvalidDataException("contains no certificate in PEM");
    }
}
