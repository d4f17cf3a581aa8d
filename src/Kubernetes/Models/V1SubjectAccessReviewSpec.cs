namespace ConfigDrive.Kubernetes.Models;

/// <summary>Who wants to do what.</summary>
public sealed record V1SubjectAccessReviewSpec
{
    /// <summary>User.</summary>
    public string? User { get; set; }

    /// <summary>The user's groups.</summary>
    public List<string>? Groups { get; set; }

    /// <summary>What the user wants to do.</summary>
    public V1ResourceAttributes? ResourceAttributes { get; set; }
}
