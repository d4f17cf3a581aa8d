namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>Status of a KubeVirt.</summary>
public sealed record KubeVirtStatus
{
    /// <summary>Phase; KubeVirt takes no notice of a KubeVirt that has none (pkg/virt-config/configuration.go).</summary>
    public string? Phase { get; init; }

    /// <summary>The version that runs, such as <c>v1.9.0</c>.</summary>
    public string? ObservedKubeVirtVersion { get; init; }
}
