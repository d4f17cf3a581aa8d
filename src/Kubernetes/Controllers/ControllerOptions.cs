namespace ConfigDrive.Kubernetes.Controllers;

/// <summary>How a controller works.</summary>
public sealed record ControllerOptions
{
    /// <summary>How many objects are reconciled at a time.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>How long one reconcile may take; null for no limit.</summary>
    public TimeSpan? ReconciliationTimeout { get; init; }

    /// <summary>How long the informers may take to sync before the controller gives up.</summary>
    public TimeSpan CacheSyncTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The wait after an object's first failure.</summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The longest wait after a failure.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(1000);
}
