namespace ConfigDrive.Kubernetes.Leadership;

/// <summary>Which lease, and how patient.</summary>
public sealed record LeaseElectorOptions
{
    /// <summary>The lease.</summary>
    public required NamespacedName Lease { get; init; }

    /// <summary>Who we are: unique among all processes that ever want the lease.</summary>
    public string Identity { get; init; } = $"{Environment.MachineName}_{Guid.NewGuid()}";

    /// <summary>How long others wait after the last renewal that they saw.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after its last renewal the leader stops. Shorter than <see cref="LeaseDuration"/>: the difference is what keeps two from working at a time.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often to renew, and to look whether the lease is free.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    internal static void Validate(LeaseElectorOptions options)
    {
        if (options.LeaseDuration <= options.RenewDeadline)
        {
            throw new ArgumentException($"LeaseDuration ({options.LeaseDuration}) must be longer than RenewDeadline ({options.RenewDeadline}).", nameof(options));
        }

        if (options.RenewDeadline <= options.RetryPeriod * LeaseElector.Jitter)
        {
            throw new ArgumentException(
                $"RenewDeadline ({options.RenewDeadline}) must be longer than {LeaseElector.Jitter} times RetryPeriod ({options.RetryPeriod}).", nameof(options));
        }
    }
}
