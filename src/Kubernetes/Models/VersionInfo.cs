namespace ConfigDrive.Kubernetes.Models;

/// <summary>The server's version, from <c>/version</c>.</summary>
public sealed record VersionInfo
{
    /// <summary>Major version: <c>1</c>.</summary>
    public string Major { get; set; } = "";

    /// <summary>Minor version: <c>36</c>; some distributions add a plus sign.</summary>
    public string Minor { get; set; } = "";

    /// <summary>The whole: <c>v1.36.1</c>.</summary>
    public string GitVersion { get; set; } = "";

    /// <summary>For example <c>linux/amd64</c>.</summary>
    public string Platform { get; set; } = "";
}
