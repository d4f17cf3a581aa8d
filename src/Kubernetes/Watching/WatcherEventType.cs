namespace ConfigDrive.Kubernetes.Watching;

/// <summary>What a watcher tells of the world. The names are kube-rs's (<c>runtime/watcher.rs</c>).</summary>
public enum WatcherEventType
{
    /// <summary>A list begins. What has been seen stays valid until <see cref="InitDone"/>; an earlier list that did not get that far counts for nothing.</summary>
    Init,

    /// <summary>An object of the list.</summary>
    InitApply,

    /// <summary>The list is complete: what was not in it is gone.</summary>
    InitDone,

    /// <summary>An object was added or changed.</summary>
    Apply,

    /// <summary>An object is gone.</summary>
    Delete,

    /// <summary>Something went wrong. The watcher goes on when asked for the next event; how long to wait before that is the reader's decision.</summary>
    Failed,
}
