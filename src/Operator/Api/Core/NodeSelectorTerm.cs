namespace ConfigDrive.Operator.Api.Core;

/// <summary>Requirements that must hold together.</summary>
public sealed record NodeSelectorTerm
{
    /// <summary>On labels.</summary>
    public IReadOnlyList<NodeSelectorRequirement>? MatchExpressions { get; init; }

    /// <summary>On fields; <c>metadata.name</c> is the only one.</summary>
    public IReadOnlyList<NodeSelectorRequirement>? MatchFields { get; init; }
}
