namespace ConfigDrive.Kubernetes.Models;

/// <summary>The token wanted.</summary>
public sealed record V1TokenRequestSpec
{
    /// <summary>For whom the token shall be valid.</summary>
    public List<string> Audiences { get; set; } = [];

    /// <summary>For how long, in seconds; at least 600.</summary>
    public long? ExpirationSeconds { get; set; }

    /// <summary>The object with which the token dies.</summary>
    public V1ObjectReference? BoundObjectRef { get; set; }
}
