using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Kubernetes.Events;

/// <summary>Lets 25 events about one object through, then one in five minutes.</summary>
/// <remarks>The numbers are client-go's (<c>tools/record/events_cache.go</c>).</remarks>
internal sealed class SpamFilter(TimeProvider timeProvider)
{
    private const double Burst = 25;
    private static readonly TimeSpan Refill = TimeSpan.FromMinutes(5);
    private readonly Dictionary<V1ObjectReference, (double Tokens, long At)> buckets = [];

    public bool Allows(V1ObjectReference regarding)
    {
        var tokens = buckets.TryGetValue(regarding, out var bucket) ? Now(bucket) : Burst;
        buckets[regarding] = (tokens >= 1 ? tokens - 1 : tokens, timeProvider.GetTimestamp());
        return tokens >= 1;
    }

    /// <summary>Forgets the objects that have been quiet for long enough.</summary>
    public void Prune()
    {
        foreach (var (regarding, bucket) in buckets)
        {
            if (Now(bucket) >= Burst)
            {
                buckets.Remove(regarding);
            }
        }
    }

    private double Now((double Tokens, long At) bucket) => Math.Min(Burst, bucket.Tokens + (timeProvider.GetElapsedTime(bucket.At) / Refill));
}
