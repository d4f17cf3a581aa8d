namespace ConfigDrive.Operator.Api.Core;

/// <summary>Nodes that are better.</summary>
public sealed record PreferredSchedulingTerm
{
    /// <summary>How much better: 1 to 100.</summary>
    public int Weight { get; init; }

    /// <summary>Which.</summary>
    public NodeSelectorTerm Preference { get => field ?? new(); init; }
}
