namespace ConfigDrive.Cluster.Tests.Claims;

/// <summary>What goes wrong with the pods of a namespace.</summary>
internal enum PlayedFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>No node fits.</summary>
    Unschedulable,

    /// <summary>The node cannot pull the image.</summary>
    ImagePull,

    /// <summary>The node throws the pod out before its container starts.</summary>
    Evicted,

    /// <summary>The container is killed before it has done anything.</summary>
    Killed,

    /// <summary>The node ends the pod at its deadline.</summary>
    DeadlineExceeded,

    /// <summary>The volume gives back other bytes than were written.</summary>
    Corrupt,

    /// <summary>The container starts and never ends.</summary>
    Hangs,
}
