namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>A condition of one of KubeVirt's objects.</summary>
public sealed record Condition
{
    /// <summary>Which aspect.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Status { get => field ?? ""; init; }

    /// <summary>Why, for programs.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Message { get; init; }
}
