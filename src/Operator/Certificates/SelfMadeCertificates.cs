using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ConfigDrive.Operator.Certificates;

/// <summary>
/// Makes and renews certificates where no cert-manager does. A new authority is trusted for a day before it issues what is served, and the former
/// is trusted until it ends: no client fails that learned what to trust before the change, or asks a replica that has not seen it.
/// </summary>
internal static class SelfMadeCertificates
{
    /// <summary>A new authority and a certificate for these names.</summary>
    public static TlsMaterial Make(IReadOnlyList<string> names, DateTimeOffset now)
    {
        using var authority = CertificateAuthority.Create(now);
        return Issue(authority, names, now, formerAuthorities: []);
    }

    /// <summary>What shall take the place of <paramref name="current"/>: <c>null</c> while it is good, and always when somebody else made it.</summary>
    public static TlsMaterial? Renew(TlsMaterial current, IReadOnlyList<string> names, DateTimeOffset now)
    {
        var leaf = TlsMaterial.Parse(current.Certificates)[0];
        var authorities = TlsMaterial.Parse(current.Authorities);
        if (!IsSelfMade(current, leaf, authorities))
        {
            return null;
        }

        using var authority = CertificateAuthority.FromPem(authorities[0].ExportCertificatePem(), current.AuthorityPrivateKey!);
        if (CertificateLifetime.IsRenewalDue(authority.Certificate, now))
        {
            using var successor = CertificateAuthority.Create(now);
            var former = Valid(authorities, now);
            return CertificateLifetime.HasExpired(leaf, now) ? Issue(successor, names, now, former) : Announce(current, successor, former);
        }

        var isOfFormer = !IsIssuedBy(leaf, authorities[0]);
        if (isOfFormer ? CertificateLifetime.IsKnown(authority.Certificate, now) || CertificateLifetime.HasExpired(leaf, now) : CertificateLifetime.IsRenewalDue(leaf, now))
        {
            return Reissue(names);
        }

        // A replica from before an upgrade may want other names: each would take the other's away. The renewal leaves out what nobody wants.
        return names.All(name => Bears(leaf, name)) ? null : Reissue([.. names.Union(CertificateNames.Read(leaf), StringComparer.OrdinalIgnoreCase)]);

        TlsMaterial Reissue(IReadOnlyList<string> wanted) => Issue(authority, wanted, now, Valid(authorities.Skip(1), now));
    }

    // A cert-manager that took the Secret over may have left our ca.key in it.
    private static bool IsSelfMade(TlsMaterial material, X509Certificate2 leaf, X509Certificate2Collection authorities)
    {
        if (material.AuthorityPrivateKey is null || !authorities.Any(authority => IsIssuedBy(leaf, authority)))
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

    private static bool IsIssuedBy(X509Certificate2 leaf, X509Certificate2 authority) =>
        leaf.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData);

    private static bool Bears(X509Certificate2 certificate, string name) =>
        certificate.MatchesHostname(name, allowWildcards: false, allowCommonName: false);

    /// <summary>The same certificate, and one more authority to trust, which issues the next.</summary>
    private static TlsMaterial Announce(TlsMaterial current, CertificateAuthority successor, IEnumerable<X509Certificate2> authorities) => new()
    {
        Certificates = current.Certificates,
        PrivateKey = current.PrivateKey,
        Authorities = Pem([successor.Certificate, .. authorities]),
        AuthorityPrivateKey = successor.ExportKeyPem() + "\n",
    };

    private static TlsMaterial Issue(CertificateAuthority authority, IReadOnlyList<string> names, DateTimeOffset now, IEnumerable<X509Certificate2> formerAuthorities)
    {
        var (certificate, key) = authority.Issue(names, now);
        return new TlsMaterial
        {
            Certificates = certificate + "\n",
            PrivateKey = key + "\n",
            Authorities = Pem([authority.Certificate, .. formerAuthorities]),
            AuthorityPrivateKey = authority.ExportKeyPem() + "\n",
        };
    }

    private static IEnumerable<X509Certificate2> Valid(IEnumerable<X509Certificate2> certificates, DateTimeOffset now) =>
        certificates.Where(certificate => !CertificateLifetime.HasExpired(certificate, now));

    private static string Pem(IEnumerable<X509Certificate2> certificates) => string.Concat(certificates.Select(certificate => certificate.ExportCertificatePem() + "\n"));
}
