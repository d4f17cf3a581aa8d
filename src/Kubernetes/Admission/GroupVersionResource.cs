namespace ConfigDrive.Kubernetes.Admission;

/// <summary>A type, as paths name it (<c>meta/v1 GroupVersionResource</c>).</summary>
public sealed record GroupVersionResource
{
    /// <summary>API group; empty for the core group.</summary>
    public string Group { get; set; } = "";

    /// <summary>API version.</summary>
    public string Version { get; set; } = "";

    /// <summary>The name in paths, <c>secrets</c>.</summary>
    public string Resource { get; set; } = "";
}
