namespace ConfigDrive.Operator.Api.Core;

/// <summary>A condition of a pod.</summary>
public sealed record PodCondition
{
    /// <summary>Type: <c>PodScheduled</c>, say.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Status { get => field ?? ""; init; }

    /// <summary>Why, as one word.</summary>
    public string? Reason { get; init; }

    /// <summary>For people.</summary>
    public string? Message { get; init; }

    /// <summary>Since when the status is so.</summary>
    public DateTimeOffset? LastTransitionTime { get; init; }
}
