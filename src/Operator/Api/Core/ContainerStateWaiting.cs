namespace ConfigDrive.Operator.Api.Core;

/// <summary>Why a container does not run yet.</summary>
public sealed record ContainerStateWaiting
{
    /// <summary>As one word: <c>ErrImagePull</c>, <c>ImagePullBackOff</c>, <c>ContainerCreating</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>For people.</summary>
    public string? Message { get; init; }
}
