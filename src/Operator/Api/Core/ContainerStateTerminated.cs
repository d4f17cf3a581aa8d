namespace ConfigDrive.Operator.Api.Core;

/// <summary>How a container ended.</summary>
public sealed record ContainerStateTerminated
{
    /// <summary>Exit status.</summary>
    public int ExitCode { get; init; }

    /// <summary>Why, as one word: <c>Completed</c>, <c>Error</c>, <c>OOMKilled</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Its termination message: what it wrote into its termination log.</summary>
    public string? Message { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}
