namespace ConfigDrive.Kubernetes.Models;

/// <summary>Whose token it is.</summary>
public sealed record V1TokenReviewStatus
{
    /// <summary>Whether the token is valid for the audiences asked for.</summary>
    public bool? Authenticated { get; set; }

    /// <summary>Whose it is.</summary>
    public V1UserInfo? User { get; set; }

    /// <summary>The audiences both asked for and in the token. A server that does not know audiences leaves this empty: then do not trust the token.</summary>
    public List<string>? Audiences { get; set; }

    /// <summary>Why the token could not be checked.</summary>
    public string? Error { get; set; }
}
