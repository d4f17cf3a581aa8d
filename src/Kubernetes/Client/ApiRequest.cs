using Microsoft.AspNetCore.WebUtilities;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>One request, in a form that can be sent again.</summary>
internal sealed record ApiRequest(HttpMethod Method, string Path)
{
    /// <summary>The query; parameters that are null are left out.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Query { get; init; } = [];

    public string Accept { get; init; } = "application/json";

    public byte[]? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>Whether sending it can change the cluster. Reviews are questions, although they are sent by POST.</summary>
    public bool Writes => Method != HttpMethod.Get
        && !Path.StartsWith("/apis/authentication.k8s.io/", StringComparison.Ordinal)
        && !Path.StartsWith("/apis/authorization.k8s.io/", StringComparison.Ordinal);

    /// <summary>What follows the server's address.</summary>
    public string PathAndQuery => QueryHelpers.AddQueryString(Path, Query);

    /// <summary>Method and path, for messages: never the query or the body.</summary>
    public override string ToString() => $"{Method} {Path}";
}
