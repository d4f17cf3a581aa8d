using ConfigDrive.Kubernetes.Client;

namespace ConfigDrive.Kubernetes.Watching;

/// <summary>One event of a <see cref="Watcher{T}"/>.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object of <c>InitApply</c>, <c>Apply</c> and <c>Delete</c>, unless it cannot be read.</param>
/// <param name="Error">The failure of <c>Failed</c>.</param>
public readonly record struct WatcherEvent<T>(WatcherEventType Type, T? Object = null, Exception? Error = null)
    where T : class
{
    /// <summary>What stands in for an object that cannot be read.</summary>
    public UnreadableObject? Unreadable { get; init; }
}
