namespace ConfigDrive.Kubernetes.Events;

/// <summary>The occurrences of one event so far.</summary>
/// <param name="Name">The event object that tells of them.</param>
/// <param name="Count">How many there were.</param>
/// <param name="Reported">How many of them the event object knows of.</param>
/// <param name="Last">When the last one was, for people.</param>
/// <param name="LastSeen">When the last one was, by the monotonic clock.</param>
internal sealed record EventSeries(NamespacedName Name, int Count, int Reported, DateTimeOffset Last, long LastSeen);
