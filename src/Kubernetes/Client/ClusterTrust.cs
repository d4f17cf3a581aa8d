using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>
/// Which certificates the server may show: those that end at the cluster's own authority. The authority is read at each handshake, so that a rotated one is
/// taken up without a restart.
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
