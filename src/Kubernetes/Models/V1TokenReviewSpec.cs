namespace ConfigDrive.Kubernetes.Models;

/// <summary>The token to review. A class, so that nothing prints the token by accident.</summary>
public sealed class V1TokenReviewSpec
{
    /// <summary>The bearer token.</summary>
    public string? Token { get; set; }

    /// <summary>Who asks: the token must be meant for one of these audiences.</summary>
    public List<string>? Audiences { get; set; }
}
