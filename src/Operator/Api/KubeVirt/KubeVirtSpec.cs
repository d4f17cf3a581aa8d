namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>Spec of a KubeVirt.</summary>
public sealed record KubeVirtSpec
{
    /// <summary>Settings.</summary>
    public KubeVirtConfiguration? Configuration { get; init; }
}
