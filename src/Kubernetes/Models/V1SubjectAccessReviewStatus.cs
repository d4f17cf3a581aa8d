namespace ConfigDrive.Kubernetes.Models;

/// <summary>Whether it is allowed.</summary>
public sealed record V1SubjectAccessReviewStatus
{
    /// <summary>Whether it is allowed.</summary>
    public bool Allowed { get; set; }

    /// <summary>Whether it is explicitly forbidden.</summary>
    public bool? Denied { get; set; }

    /// <summary>Why.</summary>
    public string? Reason { get; set; }
}
