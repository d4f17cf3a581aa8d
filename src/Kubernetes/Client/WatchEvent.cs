namespace ConfigDrive.Kubernetes.Client;

/// <summary>One event of a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object after the change, or as it was when deleted; null for a bookmark, and when it cannot be read.</param>
/// <param name="ResourceVersion">The version of the change.</param>
/// <param name="EndsInitialEvents">For a bookmark: all objects that were there at the start have been sent.</param>
public readonly record struct WatchEvent<T>(WatchEventType Type, T? Object, string ResourceVersion, bool EndsInitialEvents = false)
    where T : class
{
    /// <summary>What stands in for an object that cannot be read.</summary>
    public UnreadableObject? Unreadable { get; init; }
}
