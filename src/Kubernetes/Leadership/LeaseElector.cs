using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConfigDrive.Kubernetes.Leadership;

/// <summary>
/// Makes one of several processes the leader, by a <c>Lease</c>. All waits are by this process's monotonic clock: the lease of another has expired when it has not
/// changed for its duration since this process first saw it; the times written in it are for people.
/// </summary>
/// <remarks>
/// The rules are client-go's (<c>tools/leaderelection</c>). A lease is not a fence: a process that is frozen between its last check and its write can write late.
/// Three things limit that: the leader stops a renew deadline after its last renewal, well before others start; <see cref="EnsureLeading"/> as
/// <see cref="KubernetesClientConfiguration.WriteFence"/> checks again before each request; and what the network has not sent within 4.5 s, less than the
/// difference between deadline and duration, is never sent. Beyond that, writes should have a resource version or use server-side apply.
/// </remarks>
public sealed partial class LeaseElector : IAsyncDisposable
{
    internal const double Jitter = 1.2;

    private readonly ResourceClient<V1Lease> client;
    private readonly LeaseElectorOptions options;
    private readonly ILogger logger;
    private readonly TimeProvider timeProvider;
    private readonly ObservedLease observed;
    private volatile LeaseTerm? term;

    /// <summary>
    /// An elector that does not run yet. The client must be its own, so that no other request delays renewals, with a request timeout of at most half the renew
    /// deadline, and without a write fence.
    /// </summary>
    /// <exception cref="ArgumentException">The times contradict each other.</exception>
    public LeaseElector(KubernetesClient client, LeaseElectorOptions options, ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        LeaseElectorOptions.Validate(options);
        this.client = client.Resource(Resources.Leases);
        this.options = options;
        this.logger = logger ?? NullLogger.Instance;
        this.timeProvider = timeProvider ?? TimeProvider.System;
        observed = new ObservedLease(this.timeProvider);
        RuntimeMetrics.ReportLeader(options.Lease.Name, isLeader: false);
    }

    public string Identity => options.Identity;

    /// <summary>Whether this process leads at this moment.</summary>
    public bool IsLeader => term is { IsValid: true };

    /// <summary>The last term of this process, whether or not it has ended; null before the first.</summary>
    public LeaseTerm? Term => term;

    /// <summary>Throws unless this process leads at this moment: for <see cref="KubernetesClientConfiguration.WriteFence"/>.</summary>
    /// <exception cref="LeadershipLostException">This process does not lead.</exception>
    public void EnsureLeading()
    {
        if (!IsLeader)
        {
            throw new LeadershipLostException($"{Identity} does not hold the lease {options.Lease}");
        }
    }

    /// <summary>The fault, for a liveness check: the lease expired more than 20 s ago and the process still runs; null when there is none.</summary>
    public string? Check() => term is { } current && !current.IsReleased && current.Age > options.LeaseDuration + TimeSpan.FromSeconds(20)
        ? $"the lease {options.Lease} was last renewed {current.Age.TotalSeconds:0} s ago"
        : null;

    /// <summary>Waits until this process leads. Release the term after everything that could write has stopped.</summary>
    public async Task<LeaseTerm> AcquireAsync(CancellationToken cancellationToken)
    {
        Log.Waiting(logger, options.Lease, Identity);
        string? logged = null;
        while (true)
        {
            var asked = timeProvider.GetTimestamp();
            if (await TryAsync(TryTakeAsync, cancellationToken) is { } lease)
            {
                term = new LeaseTerm(lease.Spec.LeaseTransitions ?? 0, asked, options.RenewDeadline, timeProvider);
                term.Start(() => RenewAsync(term), () => ReleaseAsync());
                RuntimeMetrics.ReportLeader(options.Lease.Name, isLeader: true);
                Log.Acquired(logger, options.Lease, Identity, term.Number);
                return term;
            }

            if (observed.Holder is { } holder && holder != logged)
            {
                Log.Held(logger, options.Lease, logged = holder);
            }

            await Task.Delay(UntilNextAttempt(), timeProvider, cancellationToken);
        }
    }

    /// <summary>Releases the lease, if this process has it.</summary>
    public ValueTask DisposeAsync() => term?.DisposeAsync() ?? default;

    private bool MayTake => observed.Holder == Identity || observed.Remaining <= TimeSpan.Zero;

    /// <summary>The retry period with jitter, or the time until the lease expires if that is shorter.</summary>
    private TimeSpan UntilNextAttempt()
    {
        var retry = options.RetryPeriod * (1 + ((Jitter - 1) * Random.Shared.NextDouble()));
        var remaining = observed.Remaining;
        return remaining > TimeSpan.Zero && remaining < retry ? remaining + TimeSpan.FromMilliseconds(1) : retry;
    }

    private async Task RenewAsync(LeaseTerm current)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.RetryPeriod, timeProvider, current.Stopped);
                var asked = timeProvider.GetTimestamp();
                if (await TryAsync(TryRenewAsync, current.Stopped) is not null)
                {
                    current.Renewed(asked);
                }
                else if (observed.Holder is { } holder && holder != Identity)
                {
                    current.Lose();
                    Log.TakenOver(logger, options.Lease, holder);
                }
            }
        }
        catch (OperationCanceledException)
        {
            if (!current.IsReleased)
            {
                RuntimeMetrics.ReportLeader(options.Lease.Name, isLeader: false);
                Log.Lost(logger, options.Lease, Identity);
            }
        }
    }

    /// <summary>One attempt; null when it failed, whatever the reason.</summary>
    private async Task<V1Lease?> TryAsync(Func<CancellationToken, Task<V1Lease?>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await attempt(cancellationToken);
        }
        catch (Exception exception) when (exception is KubernetesException or HttpRequestException or IOException or TimeoutException)
        {
            Log.Failed(logger, options.Lease, OneLine.From(exception));
            return null;
        }
    }

    private async Task<V1Lease?> TryTakeAsync(CancellationToken cancellationToken)
    {
        if (await client.FindAsync(options.Lease, cancellationToken) is { } lease)
        {
            observed.Update(lease);
            return MayTake ? observed.Update(await client.ReplaceAsync(Mine(lease), cancellationToken)) : null;
        }

        // A lease that was deleted while it was held is waited for all the same: the holder may not know yet.
        var metadata = new V1ObjectMeta { Namespace = options.Lease.Namespace, Name = options.Lease.Name };
        var again = new V1Lease { Metadata = metadata, Spec = observed.Lease?.Spec ?? new V1LeaseSpec() };
        return MayTake ? observed.Update(await client.CreateAsync(Mine(again), cancellationToken)) : null;
    }

    private async Task<V1Lease?> TryRenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            return observed.Update(await client.ReplaceAsync(Mine(observed.Lease!), cancellationToken));
        }
        catch (KubernetesException exception) when (exception.IsConflict || exception.IsNotFound)
        {
            // Changed by another client, perhaps only its labels: read it, and renew it if it is still ours.
            if (await client.FindAsync(options.Lease, cancellationToken) is { } lease)
            {
                observed.Update(lease);
            }

            return observed.Holder == Identity ? await TryTakeAsync(cancellationToken) : null;
        }
    }

    private async Task ReleaseAsync()
    {
        RuntimeMetrics.ReportLeader(options.Lease.Name, isLeader: false);
        if (await TryAsync(TryReleaseAsync, CancellationToken.None) is not null)
        {
            Log.Released(logger, options.Lease, Identity);
        }
    }

    private async Task<V1Lease?> TryReleaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.ReplaceAsync(Free(observed.Lease!), cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsConflict)
        {
            // A renewal may have succeeded whose answer was no longer waited for.
            return await client.FindAsync(options.Lease, cancellationToken) is { } lease && lease.Spec.HolderIdentity == Identity
                ? await client.ReplaceAsync(Free(lease), cancellationToken)
                : null;
        }
    }

    private V1Lease Free(V1Lease lease) => lease with { Spec = ObservedLease.Released(lease, timeProvider.GetUtcNow()) };

    private V1Lease Mine(V1Lease lease) => lease with
    {
        Spec = ObservedLease.HeldBy(Identity, lease, options.LeaseDuration, timeProvider.GetUtcNow()),
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Waiting for the lease {Lease} as {Identity}")]
        public static partial void Waiting(ILogger logger, NamespacedName lease, string identity);

        [LoggerMessage(2, LogLevel.Information, "Acquired the lease {Lease} as {Identity}, term {Term}")]
        public static partial void Acquired(ILogger logger, NamespacedName lease, string identity, int term);

        [LoggerMessage(3, LogLevel.Warning, "Could not acquire or renew the lease {Lease}: {Error}")]
        public static partial void Failed(ILogger logger, NamespacedName lease, string error);

        [LoggerMessage(4, LogLevel.Error, "Lost the lease {Lease} to {Holder}")]
        public static partial void TakenOver(ILogger logger, NamespacedName lease, string holder);

        [LoggerMessage(5, LogLevel.Error, "Lost the lease {Lease} as {Identity}")]
        public static partial void Lost(ILogger logger, NamespacedName lease, string identity);

        [LoggerMessage(6, LogLevel.Information, "Released the lease {Lease} as {Identity}")]
        public static partial void Released(ILogger logger, NamespacedName lease, string identity);

        [LoggerMessage(7, LogLevel.Information, "The lease {Lease} is held by {Holder}")]
        public static partial void Held(ILogger logger, NamespacedName lease, string holder);
    }
}

/// <summary>Which lease, and its times.</summary>
public sealed record LeaseElectorOptions
{
    public required NamespacedName Lease { get; init; }

    /// <summary>The name of this process: unique among all processes that ever use the lease.</summary>
    public string Identity { get; init; } = $"{Environment.MachineName}_{Guid.NewGuid()}";

    /// <summary>How long others wait after the last renewal that they saw.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after its last renewal the leader stops. Shorter than <see cref="LeaseDuration"/>: the difference keeps two from leading at a time.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often to renew, and to check whether the lease is free.</summary>
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
