namespace ConfigDrive.Kubernetes.Leadership;

/// <summary>The lease as last seen, and since when it has been like that by this process's monotonic clock.</summary>
internal sealed class ObservedLease(TimeProvider timeProvider)
{
    private long since;

    /// <summary>The lease; null before the first look.</summary>
    public V1Lease? Lease { get; private set; }

    /// <summary>Who holds it; null when nobody does.</summary>
    public string? Holder => HolderOf(Lease);

    /// <summary>How long until it expires, unless it changes before; zero or less when it has, or when nobody holds it.</summary>
    public TimeSpan Remaining => Holder is null
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds(Lease!.Spec.LeaseDurationSeconds ?? 0) - timeProvider.GetElapsedTime(since);

    /// <summary>Takes note of the lease. Changes of its metadata alone do not count: only the holder's doing does.</summary>
    public V1Lease See(V1Lease lease)
    {
        if (Lease is null || Record(Lease) != Record(lease))
        {
            since = timeProvider.GetTimestamp();
        }

        return Lease = lease;
    }

    /// <summary>The lease as its holder-to-be writes it: renewed now, and a new term when it was not its own.</summary>
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

    /// <summary>The lease as its holder leaves it: free at once.</summary>
    public static V1LeaseSpec Released(V1Lease lease, DateTimeOffset now) =>
        lease.Spec with { HolderIdentity = "", LeaseDurationSeconds = 1, RenewTime = now, AcquireTime = now };

    private static string? HolderOf(V1Lease? lease) => lease?.Spec.HolderIdentity is { Length: > 0 } holder ? holder : null;

    private static (string?, DateTimeOffset?, DateTimeOffset?, int?) Record(V1Lease lease) =>
        (HolderOf(lease), lease.Spec.AcquireTime, lease.Spec.RenewTime, lease.Spec.LeaseTransitions);
}
