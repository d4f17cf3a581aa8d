namespace ConfigDrive.Kubernetes.Models;

/// <summary>A user as the server knows it.</summary>
public sealed record V1UserInfo
{
    /// <summary>Name; <c>system:serviceaccount:NAMESPACE:NAME</c> for a service account.</summary>
    public string? Username { get; set; }

    /// <summary>UID.</summary>
    public string? Uid { get; set; }

    /// <summary>Groups.</summary>
    public List<string>? Groups { get; set; }

    /// <summary>More, such as <c>authentication.kubernetes.io/pod-name</c> and <c>…/pod-uid</c> of a bound token.</summary>
    public Dictionary<string, List<string>>? Extra { get; set; }
}
