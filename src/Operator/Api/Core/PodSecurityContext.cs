namespace ConfigDrive.Operator.Api.Core;

/// <summary>What the processes of all containers of a pod may do.</summary>
public sealed record PodSecurityContext
{
    /// <summary>Refuses to run as root.</summary>
    public bool? RunAsNonRoot { get; init; }

    /// <summary>User.</summary>
    public long? RunAsUser { get; init; }

    /// <summary>Group.</summary>
    public long? RunAsGroup { get; init; }

    /// <summary>Group that volumes are given to.</summary>
    public long? FsGroup { get; init; }

    /// <summary><c>OnRootMismatch</c> leaves a volume alone whose root has the group already.</summary>
    public string? FsGroupChangePolicy { get; init; }

    /// <summary>System calls.</summary>
    public SeccompProfile? SeccompProfile { get; init; }
}
