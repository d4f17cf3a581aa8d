namespace ConfigDrive.Operator.Api.Core;

/// <summary>Where a pod may or would rather run (<c>core/v1 Affinity</c>); only the part about nodes.</summary>
public sealed record Affinity
{
    /// <summary>Rules about nodes.</summary>
    public NodeAffinity? NodeAffinity { get; init; }
}
