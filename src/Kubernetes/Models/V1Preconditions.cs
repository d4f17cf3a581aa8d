namespace ConfigDrive.Kubernetes.Models;

/// <summary>What must be true of an object for a deletion to go through (<c>meta/v1 Preconditions</c>).</summary>
public sealed record V1Preconditions
{
    /// <summary>Its UID.</summary>
    public string? Uid { get; set; }

    /// <summary>Its resource version.</summary>
    public string? ResourceVersion { get; set; }
}
