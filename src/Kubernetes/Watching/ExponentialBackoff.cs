namespace ConfigDrive.Kubernetes.Watching;

/// <summary>
/// How long to wait after a failure: doubling from 0.8 s to 30 s, each drawn between the value and twice the value so that many clients do not return
/// together, and from the start again after 2 quiet minutes.
/// </summary>
/// <remarks>The numbers are client-go's (<c>tools/cache/reflector.go</c>).</remarks>
public sealed class ExponentialBackoff(TimeProvider timeProvider)
{
    private int failures;
    private long? last;

    /// <summary>The first delay, without jitter.</summary>
    public TimeSpan Initial { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>The longest delay, without jitter.</summary>
    public TimeSpan Cap { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After how long without a failure the first delay is due again.</summary>
    public TimeSpan ResetAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The delay after one more failure.</summary>
    public TimeSpan Next()
    {
        if (last is { } then && timeProvider.GetElapsedTime(then) > ResetAfter)
        {
            failures = 0;
        }

        last = timeProvider.GetTimestamp();
        var delay = Initial * Math.Pow(2, Math.Min(failures++, 30));
        return (delay < Cap ? delay : Cap) * (1 + Random.Shared.NextDouble());
    }

    public void Reset() => failures = 0;
}
