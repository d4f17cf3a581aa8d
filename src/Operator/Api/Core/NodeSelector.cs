namespace ConfigDrive.Operator.Api.Core;

/// <summary>Nodes that fulfil at least one term.</summary>
public sealed record NodeSelector
{
    /// <summary>The terms, any of which suffices.</summary>
    public IReadOnlyList<NodeSelectorTerm> NodeSelectorTerms { get => field ?? []; init; }
}
