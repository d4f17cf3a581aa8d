namespace ConfigDrive.Operator.Api.Core;

/// <summary>What the processes of a container may do.</summary>
public sealed record SecurityContext
{
    /// <summary>Whether they may gain rights.</summary>
    public bool? AllowPrivilegeEscalation { get; init; }

    /// <summary>Whether they can write nothing but volumes.</summary>
    public bool? ReadOnlyRootFilesystem { get; init; }

    /// <summary>Linux capabilities.</summary>
    public Capabilities? Capabilities { get; init; }
}
