namespace ConfigDrive.Operator.Api.Core;

/// <summary>Rules about the nodes that a pod may run on.</summary>
public sealed record NodeAffinity
{
    /// <summary>Which nodes it may run on at all.</summary>
    public NodeSelector? RequiredDuringSchedulingIgnoredDuringExecution { get; init; }

    /// <summary>Which of them are better.</summary>
    public IReadOnlyList<PreferredSchedulingTerm>? PreferredDuringSchedulingIgnoredDuringExecution { get; init; }
}
