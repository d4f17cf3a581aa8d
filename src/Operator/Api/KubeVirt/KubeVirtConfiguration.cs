namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>Settings of KubeVirt.</summary>
public sealed record KubeVirtConfiguration
{
    /// <summary>Settings for developers, among them the feature gates.</summary>
    public DeveloperConfiguration? DeveloperConfiguration { get; init; }
}
