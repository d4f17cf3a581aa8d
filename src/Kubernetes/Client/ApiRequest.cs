using System.Text;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>One request, in a form that can be sent again.</summary>
internal sealed record ApiRequest(HttpMethod Method, string Path)
{
    /// <summary>The query, with its question mark; empty for none.</summary>
    public string Query { get; init; } = "";

    public string Accept { get; init; } = "application/json";

    public byte[]? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>Whether sending it can change the cluster. Reviews are questions, although they are sent by POST.</summary>
    public bool Writes => Method != HttpMethod.Get
        && !Path.StartsWith("/apis/authentication.k8s.io/", StringComparison.Ordinal)
        && !Path.StartsWith("/apis/authorization.k8s.io/", StringComparison.Ordinal);

    /// <summary>Method and path, for messages: never the query or the body.</summary>
    public override string ToString() => $"{Method} {Path}";
}

/// <summary>Builds the query of a request; parameters without a value are left out.</summary>
internal sealed class Query
{
    private readonly StringBuilder text = new();

    public Query(ObjectSelector? selector = null) => Add("labelSelector", selector?.LabelSelector).Add("fieldSelector", selector?.FieldSelector);

    public Query Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return this;
    }

    public Query Add(string name, bool value) => Add(name, value ? "true" : null);

    public override string ToString() => text.ToString();
}
