namespace ConfigDrive.Kubernetes.Leadership;

/// <summary>The lease as last seen, and since when it has been like that by this process's monotonic clock.</summary>
internal sealed class ObservedLease(TimeProvider timeProvider)
{
    private long since;

    /// <summary>The lease; null until it has been read once.</summary>
    public V1Lease? Lease { get; private set; }

    /// <summary>The holder; null when there is none.</summary>
    public string? Holder => HolderOf(Lease);

    /// <summary>The time until it expires, unless it changes before; zero or less when it has expired or has no holder.</summary>
    public TimeSpan Remaining => Holder is null
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds(Lease!.Spec.LeaseDurationSeconds ?? 0) - timeProvider.GetElapsedTime(since);

    /// <summary>Records the lease. A change of its metadata alone does not extend it: only one by the holder does.</summary>
    public V1Lease Update(V1Lease lease)
    {
        if (Lease is null || Record(Lease) != Record(lease))
        {
            since = timeProvider.GetTimestamp();
        }

        return Lease = lease;
    }

    /// <summary>The lease as a process writes it to acquire or renew it: renewed now, and with a new term when it had another holder.</summary>
    public static V1LeaseSpec HeldBy(string identity, V1Lease lease, TimeSpan duration, DateTimeOffset now)
    {
        // The first term of all is number 0.
        var terms = lease.Spec.LeaseTransitions ?? (lease.Metadata.ResourceVersion is null ? -1 : 0);
        var isRenewal = HolderOf(lease) == identity;
        return lease.Spec with
        {
            HolderIdentity = identity,
            LeaseDurationSeconds = (int)Math.Ceiling(duration.TotalSeconds),
            AcquireTime = isRenewal ? lease.Spec.AcquireTime : now,
            RenewTime = now,
            LeaseTransitions = isRenewal ? terms : terms + 1,
        };
    }

    /// <summary>The lease as its holder releases it: free at once.</summary>
    public static V1LeaseSpec Released(V1Lease lease, DateTimeOffset now) =>
        lease.Spec with { HolderIdentity = "", LeaseDurationSeconds = 1, RenewTime = now, AcquireTime = now };

    private static string? HolderOf(V1Lease? lease) => lease?.Spec.HolderIdentity is { Length: > 0 } holder ? holder : null;

    private static (string?, DateTimeOffset?, DateTimeOffset?, int?) Record(V1Lease lease) =>
        (HolderOf(lease), lease.Spec.AcquireTime, lease.Spec.RenewTime, lease.Spec.LeaseTransitions);
}
