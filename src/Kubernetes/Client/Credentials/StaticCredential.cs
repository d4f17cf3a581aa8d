using System.Net.Http.Headers;

namespace ConfigDrive.Kubernetes.Client.Credentials;

/// <summary>A header that never changes: a bearer token, or a name and password for a proxy in front of the server.</summary>
public sealed class StaticCredential(AuthenticationHeaderValue? header) : Credential
{
    /// <inheritdoc/>
    public override ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(CancellationToken cancellationToken) => new(header);
}
