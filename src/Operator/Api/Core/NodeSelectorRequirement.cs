namespace ConfigDrive.Operator.Api.Core;

/// <summary>What a label or field of a node must be.</summary>
public sealed record NodeSelectorRequirement
{
    /// <summary>Label or field.</summary>
    public string Key { get => field ?? ""; init; }

    /// <summary><c>In</c>, <c>NotIn</c>, <c>Exists</c>, <c>DoesNotExist</c>, <c>Gt</c> or <c>Lt</c>.</summary>
    public string Operator { get => field ?? ""; init; }

    /// <summary>Values, as the operator needs them.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}
