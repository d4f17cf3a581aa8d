namespace ConfigDrive.Kubernetes.Controllers;

/// <summary>How long each key waits after its failures: 5 ms, doubling to 1000 s. Not thread-safe: the queue's lock guards it.</summary>
/// <remarks>The numbers are client-go's (<c>ItemExponentialFailureRateLimiter</c>).</remarks>
internal sealed class ItemBackoff<TKey>(TimeSpan initial, TimeSpan cap)
    where TKey : notnull
{
    private readonly Dictionary<TKey, int> failures = [];

    /// <summary>Counts a failure; the answer is how long to wait.</summary>
    public TimeSpan Next(TKey key)
    {
        var count = failures.GetValueOrDefault(key);
        failures[key] = count + 1;
        // 2^62 ms is beyond any cap, and beyond that a double would reach beyond a TimeSpan.
        var milliseconds = initial.TotalMilliseconds * Math.Pow(2, Math.Min(count, 62));
        return milliseconds < cap.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : cap;
    }

    public void Forget(TKey key) => failures.Remove(key);

    public int Count(TKey key) => failures.GetValueOrDefault(key);
}
