using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ConfigDrive.Operator.Certificates;

/// <summary>
/// Makes and renews certificates where no cert-manager does. A new authority is vouched for by the former, and the former stays among those to
/// trust, so that no client fails that learned what to trust before the change, or asks a replica that has not seen it.
/// </summary>
internal static class SelfMadeCertificates
{
    /// <summary>A new authority and a certificate for these names.</summary>
    public static TlsMaterial Make(IReadOnlyList<string> names, DateTimeOffset now)
    {
        using var authority = CertificateAuthority.Create(now);
        return Issue(authority, names, now, chain: "", formerAuthority: "");
    }

    /// <summary>What shall take the place of <paramref name="current"/>: <c>null</c> while it is good, and always when it is not of our making.</summary>
    public static TlsMaterial? Renew(TlsMaterial current, IReadOnlyList<string> names, DateTimeOffset now)
    {
        var chain = TlsMaterial.Parse(current.Certificates);
        var authorities = TlsMaterial.Parse(current.Authorities);
        if (!IsSelfMade(current, chain, authorities))
        {
            return null;
        }

        using var authority = CertificateAuthority.FromPem(authorities[0].ExportCertificatePem(), current.AuthorityPrivateKey!);
        if (CertificateLifetime.IsRenewalDue(authority.Certificate, now))
        {
            using var successor = CertificateAuthority.Create(now);
            return CertificateLifetime.HasExpired(authority.Certificate, now)
                ? Issue(successor, names, now, chain: "", formerAuthority: "")
                : Issue(successor, names, now, authority.Vouch(successor, now), authority.Certificate.ExportCertificatePem());
        }

        if (CertificateLifetime.IsRenewalDue(chain[0], now))
        {
            return Reissue(names);
        }

        // A replica from before an upgrade may want other names: each would take the other's away. The renewal leaves out what nobody wants.
        return names.All(name => Bears(chain[0], name)) ? null : Reissue([.. names.Union(CertificateNames.Of(chain[0]), StringComparer.OrdinalIgnoreCase)]);

        TlsMaterial Reissue(IReadOnlyList<string> wanted) =>
            Issue(authority, wanted, now, Pem(Valid(chain.Skip(1), now)), Pem(Valid(authorities.Skip(1), now)));
    }

    // A cert-manager that took the Secret over may have left our ca.key in it.
    private static bool IsSelfMade(TlsMaterial material, X509Certificate2Collection chain, X509Certificate2Collection authorities)
    {
        if (material.AuthorityPrivateKey is null || !chain[0].IssuerName.RawData.AsSpan().SequenceEqual(authorities[0].SubjectName.RawData))
        {
            return false;
        }

        try
        {
            using var authority = CertificateAuthority.FromPem(authorities[0].ExportCertificatePem(), material.AuthorityPrivateKey);
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private static bool Bears(X509Certificate2 certificate, string name) =>
        certificate.MatchesHostname(name, allowWildcards: false, allowCommonName: false);

    private static TlsMaterial Issue(
        CertificateAuthority authority, IReadOnlyList<string> names, DateTimeOffset now, string chain, string formerAuthority)
    {
        var (certificate, key) = authority.Issue(names, now);
        return new TlsMaterial
        {
            Certificates = Lines(certificate, chain),
            PrivateKey = Lines(key),
            Authorities = Lines(authority.Certificate.ExportCertificatePem(), formerAuthority),
            AuthorityPrivateKey = Lines(authority.ExportKeyPem()),
        };
    }

    private static IEnumerable<X509Certificate2> Valid(IEnumerable<X509Certificate2> certificates, DateTimeOffset now) =>
        certificates.Where(certificate => !CertificateLifetime.HasExpired(certificate, now));

    private static string Pem(IEnumerable<X509Certificate2> certificates) =>
        string.Join('\n', certificates.Select(certificate => certificate.ExportCertificatePem()));

    private static string Lines(params IEnumerable<string> parts) => string.Concat(parts.Where(part => part.Length > 0).Select(part => part + "\n"));
}
