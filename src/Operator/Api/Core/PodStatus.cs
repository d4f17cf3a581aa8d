namespace ConfigDrive.Operator.Api.Core;

/// <summary>What became of a pod.</summary>
public sealed record PodStatus
{
    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Unknown</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>Why, as one word: <c>Evicted</c>, <c>DeadlineExceeded</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>For people.</summary>
    public string? Message { get; init; }

    /// <summary>Conditions.</summary>
    public IReadOnlyList<PodCondition> Conditions { get => field ?? []; init; }

    /// <summary>Its containers.</summary>
    public IReadOnlyList<ContainerStatus> ContainerStatuses { get => field ?? []; init; }
}
