using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ConfigDrive.Operator.Certificates;

/// <summary>
/// Makes and renews certificates where no cert-manager does. A new authority is trusted for a day before it issues what is served, and the former
/// is trusted until it ends: no client fails that read the authorities before the change, or asks a replica that has not seen it.
/// </summary>
internal static class SelfMadeCertificates
{
    /// <summary>A new authority and a certificate for these names.</summary>
    public static TlsMaterial Make(IReadOnlyList<string> names, DateTimeOffset now)
    {
        using var authority = CertificateAuthority.Create(now);
        return Issue(authority, names, now, formerAuthorities: []);
    }

    /// <summary>What replaces <paramref name="current"/>; <c>null</c> while that is good, and always when somebody else made it.</summary>
    public static TlsMaterial? Renew(TlsMaterial current, IReadOnlyList<string> names, DateTimeOffset now)
    {
        var leaf = TlsMaterial.Parse(current.Certificates)[0];
        var authorities = TlsMaterial.Parse(current.Authorities);
        using var authority = FindAuthority(current, leaf, authorities);
        if (authority is null)
        {
            return null;
        }

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

        // During an upgrade a replica may want other names: each would remove the other's. The renewal leaves out what nobody wants.
        return names.All(name => HasName(leaf, name)) ? null : Reissue([.. names.Union(CertificateNames.Read(leaf), StringComparer.OrdinalIgnoreCase)]);

        TlsMaterial Reissue(IReadOnlyList<string> wanted) => Issue(authority, wanted, now, Valid(authorities.Skip(1), now));
    }

    // Null for a certificate of somebody else: a cert-manager that took the Secret over may have left our ca.key in it.
    private static CertificateAuthority? FindAuthority(TlsMaterial material, X509Certificate2 leaf, X509Certificate2Collection authorities)
    {
        try
        {
            return material.AuthorityPrivateKey is not { } key || !authorities.Any(authority => IsIssuedBy(leaf, authority))
                ? null
                : CertificateAuthority.FromPem(authorities[0].ExportCertificatePem(), key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    private static bool IsIssuedBy(X509Certificate2 leaf, X509Certificate2 authority) =>
        leaf.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData);

    private static bool HasName(X509Certificate2 certificate, string name) =>
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
