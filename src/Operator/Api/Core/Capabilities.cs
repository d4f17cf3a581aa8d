namespace ConfigDrive.Operator.Api.Core;

/// <summary>Linux capabilities of a container.</summary>
public sealed record Capabilities
{
    /// <summary>Taken away; <c>ALL</c> for all.</summary>
    public IReadOnlyList<string>? Drop { get; init; }
}
