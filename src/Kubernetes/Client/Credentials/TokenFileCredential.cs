using System.Net.Http.Headers;

namespace ConfigDrive.Kubernetes.Client.Credentials;

/// <summary>
/// A bearer token in a file that somebody else renews, as the kubelet does with a service account's: read again once a minute, and after a 401.
/// </summary>
/// <remarks>The minute is client-go's (<c>transport/token_source.go</c>).</remarks>
public sealed class TokenFileCredential(string path, TimeProvider timeProvider) : Credential
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private volatile Entry? cached;

    /// <inheritdoc/>
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
            // The kubelet swaps the file; the token we hold stays valid for a while.
            return entry.Header;
        }

        cached = new Entry(new AuthenticationHeaderValue("Bearer", token), timeProvider.GetTimestamp());
        return cached.Header;
    }

    /// <inheritdoc/>
    public override bool Invalidate()
    {
        cached = null;
        return true;
    }

    private sealed record Entry(AuthenticationHeaderValue Header, long ReadAt);
}
