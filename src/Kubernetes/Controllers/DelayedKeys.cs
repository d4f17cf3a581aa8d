namespace ConfigDrive.Kubernetes.Controllers;

/// <summary>
/// Keys that become due later: one time per key, the earliest that was set, and one timer for all of them, set to the earliest; nothing runs while nothing is due.
/// </summary>
internal sealed class DelayedKeys<TKey> : IDisposable
    where TKey : notnull
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly Lock gate = new();
    private readonly TimeProvider timeProvider;
    private readonly Action<TKey> due;
    private readonly ITimer timer;
    private readonly Dictionary<TKey, (long Time, long Ticket)> times = [];

    // Has an entry for each time that was set; only the one that equals the dictionary's is valid.
    private readonly PriorityQueue<TKey, (long Time, long Ticket)> heap = new();
    private long tickets;

    public DelayedKeys(Action<TKey> due, TimeProvider timeProvider)
    {
        this.due = due;
        this.timeProvider = timeProvider;
        timer = timeProvider.CreateTimer(static self => ((DelayedKeys<TKey>)self!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Makes the key due after <paramref name="delay"/>, unless it is due earlier.</summary>
    public void Set(TKey key, TimeSpan delay)
    {
        lock (gate)
        {
            var time = timeProvider.GetTimestamp() + (long)(delay.TotalSeconds * timeProvider.TimestampFrequency);
            if (times.TryGetValue(key, out var present) && present.Time <= time)
            {
                return;
            }

            times[key] = (time, ++tickets);
            heap.Enqueue(key, times[key]);
            if (heap.Count > 64 + (2 * times.Count))
            {
                heap.Clear();
                heap.EnqueueRange(times.Select(known => (known.Key, known.Value)));
            }

            Arm();
        }
    }

    public void Remove(TKey key)
    {
        lock (gate)
        {
            times.Remove(key);
        }
    }

    public void Dispose() => timer.Dispose();

    private void Fire()
    {
        List<TKey> ready = [];
        lock (gate)
        {
            var now = timeProvider.GetTimestamp();
            while (heap.TryPeek(out var key, out var entry) && entry.Time <= now)
            {
                heap.Dequeue();
                if (times.TryGetValue(key, out var current) && current == entry)
                {
                    times.Remove(key);
                    ready.Add(key);
                }
            }

            Arm();
        }

        ready.ForEach(due);
    }

    private void Arm()
    {
        while (heap.TryPeek(out var key, out var entry))
        {
            if (!times.TryGetValue(key, out var current) || current != entry)
            {
                heap.Dequeue();
                continue;
            }

            // Timers count whole milliseconds; rounding up keeps one from firing early, only to be set again.
            var milliseconds = Math.Ceiling(Math.Max(0, entry.Time - timeProvider.GetTimestamp()) * 1000.0 / timeProvider.TimestampFrequency);
            var wait = TimeSpan.FromMilliseconds(Math.Min(milliseconds, LongestTimer.TotalMilliseconds));
            timer.Change(wait, Timeout.InfiniteTimeSpan);
            return;
        }

        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
