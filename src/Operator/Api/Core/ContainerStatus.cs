namespace ConfigDrive.Operator.Api.Core;

/// <summary>Status of a container.</summary>
public sealed record ContainerStatus
{
    /// <summary>What it is doing.</summary>
    public ContainerState? State { get; init; }
}
