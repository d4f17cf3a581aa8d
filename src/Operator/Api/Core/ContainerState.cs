namespace ConfigDrive.Operator.Api.Core;

/// <summary>What a container is doing; one of these, or none of them while it runs.</summary>
public sealed record ContainerState
{
    /// <summary>It does not run yet.</summary>
    public ContainerStateWaiting? Waiting { get; init; }

    /// <summary>It has ended.</summary>
    public ContainerStateTerminated? Terminated { get; init; }
}
