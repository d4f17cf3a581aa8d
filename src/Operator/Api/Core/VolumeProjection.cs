namespace ConfigDrive.Operator.Api.Core;

/// <summary>One source of a projected volume.</summary>
public sealed record VolumeProjection
{
    /// <summary>A token.</summary>
    public ServiceAccountTokenProjection? ServiceAccountToken { get; init; }
}
