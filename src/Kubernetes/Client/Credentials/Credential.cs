using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace ConfigDrive.Kubernetes.Client.Credentials;

/// <summary>How the client authenticates: a header on each request, a certificate on each connection, or nothing.</summary>
public abstract class Credential
{
    /// <summary>No credential at all.</summary>
    public static Credential Anonymous { get; } = new StaticCredential(null);

    /// <summary>The header for the next request; null when there is none.</summary>
    public virtual ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(CancellationToken cancellationToken) => default;

    /// <summary>The client certificate for the next connection; null when there is none.</summary>
    public virtual X509Certificate2? GetCertificate() => null;

    /// <summary>The certificate that <see cref="GetCertificate"/> returned last, or a newer one that was read since; null when there is none.</summary>
    public virtual X509Certificate2? LastCertificate => null;

    /// <summary>The server refused the credential (401): the next use reads it again. False when that would change nothing.</summary>
    public virtual bool Invalidate() => false;
}

/// <summary>A header that never changes: a bearer token, or a name and password for a proxy in front of the server.</summary>
public sealed class StaticCredential(AuthenticationHeaderValue? header) : Credential
{
    public override ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(CancellationToken cancellationToken) => new(header);
}

/// <summary>
/// A bearer token in a file that another process renews, such as the kubelet for a service account: read again once a minute, and after a 401.
/// </summary>
/// <remarks>The minute is client-go's (<c>transport/token_source.go</c>).</remarks>
public sealed class TokenFileCredential(string path, TimeProvider timeProvider) : Credential
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private volatile Entry? cached;

    public override async ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(CancellationToken cancellationToken)
    {
        var entry = cached;
        if (entry is not null && timeProvider.GetElapsedTime(entry.ReadAt) < Period)
        {
            return entry.Header;
        }

        string token;
        try
        {
            token = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        }
        catch (IOException) when (entry is not null)
        {
            // The kubelet is replacing the file; the former token stays valid for a while.
            return entry.Header;
        }

        cached = new Entry(new AuthenticationHeaderValue("Bearer", token), timeProvider.GetTimestamp());
        return cached.Header;
    }

    public override bool Invalidate()
    {
        cached = null;
        return true;
    }

    private sealed record Entry(AuthenticationHeaderValue Header, long ReadAt);
}

/// <summary>A client certificate in PEM, read again for each connection, and after a 401, so that a renewed file needs no restart.</summary>
/// <param name="read">Reads the certificates and the key.</param>
/// <param name="header">A credential whose header is added to each request; null for none.</param>
public sealed class CertificateCredential(Func<(string Certificate, string Key)> read, Credential? header = null) : Credential
{
    private (string Certificate, string Key) current;
    private volatile X509Certificate2? certificate;

    public override ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(CancellationToken cancellationToken) =>
        header?.GetHeaderAsync(cancellationToken) ?? default;

    public override X509Certificate2? LastCertificate => certificate;

    public override bool Invalidate()
    {
        var refused = certificate;
        var isNew = !ReferenceEquals(GetCertificate(), refused);
        return header?.Invalidate() is true || isNew;
    }

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
