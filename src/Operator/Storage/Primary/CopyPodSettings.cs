namespace ConfigDrive.Operator.Storage.Primary;

/// <summary>What copy pods are made of.</summary>
internal sealed record CopyPodSettings
{
    /// <summary>The operator's own image.</summary>
    public required string Image { get; init; }

    /// <summary>When to pull it: <c>Always</c>, <c>IfNotPresent</c> or <c>Never</c>.</summary>
    public string ImagePullPolicy { get; init; } = "IfNotPresent";

    /// <summary>Secrets with which to pull it; they must exist in the namespaces of the ConfigDrives.</summary>
    public IReadOnlyList<string> ImagePullSecrets { get; init; } = [];

    /// <summary>How long one pod may take before it is ended and another is made.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(5);
}
