namespace ConfigDrive.Operator.Api.Core;

/// <summary>Nodes that can reach a volume.</summary>
public sealed record VolumeNodeAffinity
{
    /// <summary>Which.</summary>
    public NodeSelector? Required { get; init; }
}
