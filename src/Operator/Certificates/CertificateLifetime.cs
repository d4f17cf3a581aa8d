using System.Security.Cryptography.X509Certificates;

namespace ConfigDrive.Operator.Certificates;

/// <summary>When certificates begin, end, and are renewed.</summary>
internal static class CertificateLifetime
{
    public static readonly TimeSpan Authority = TimeSpan.FromDays(730);
    public static readonly TimeSpan Serving = TimeSpan.FromDays(90);

    /// <summary>How far the clocks of nodes may be behind ours.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromHours(1);

    /// <summary>How long a new authority is trusted before it issues what is served: longer than any copy pod lives.</summary>
    public static readonly TimeSpan Announcement = TimeSpan.FromDays(1);

    /// <summary>Whether a new authority has been trusted long enough.</summary>
    public static bool IsKnown(X509Certificate2 authority, DateTimeOffset now) => now >= new DateTimeOffset(authority.NotBefore) + Skew + Announcement;

    /// <summary>Whether two thirds of a certificate's lifetime have passed, as cert-manager renews.</summary>
    public static bool IsRenewalDue(X509Certificate2 certificate, DateTimeOffset now)
    {
        var begin = new DateTimeOffset(certificate.NotBefore);
        return now >= begin + ((new DateTimeOffset(certificate.NotAfter) - begin) * 2 / 3);
    }

    public static bool HasExpired(X509Certificate2 certificate, DateTimeOffset now) => now >= new DateTimeOffset(certificate.NotAfter);
}
