using ConfigDrive.Kubernetes.Telemetry;

namespace ConfigDrive.Kubernetes.Controllers;

/// <summary>
/// Keys that await work.
/// <list type="bullet">
/// <item>A key waits at most once: adding one that waits changes nothing.</item>
/// <item>A key that is being worked on is not handed out again; if it is added meanwhile, it returns when the work is done. No wake-up is lost.</item>
/// <item>A key has one time at which it is due, and the earliest wins: adding it now cancels a later time.</item>
/// <item>Fresh keys go before background keys, such as those of the initial list; each kind is first in, first out.</item>
/// <item>After failures a key waits longer each time, on its own: others are not held up.</item>
/// </list>
/// </summary>
/// <remarks>The contract is client-go's (<c>util/workqueue</c>) with the one time a key of kube-rs's scheduler and controller-runtime's priority queue.</remarks>
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly TimeProvider timeProvider;
    private readonly QueueMetrics metrics;
    private readonly ItemBackoff<TKey> backoff;
    private readonly DelayedKeys<TKey> delayed;
    private readonly Queue<(TKey Key, long Ticket)> fresh = [];
    private readonly Queue<(TKey Key, long Ticket)> background = [];
    private readonly Dictionary<TKey, Waiting> waiting = [];
    private readonly Dictionary<TKey, long> working = [];
    private readonly SemaphoreSlim available = new(0);
    private long tickets;

    /// <summary>An empty queue.</summary>
    /// <param name="name">Its name in metrics.</param>
    /// <param name="initialBackoff">The wait after the first failure; null for 5 ms.</param>
    /// <param name="longestBackoff">The longest wait after a failure; null for 1000 s.</param>
    /// <param name="timeProvider">The clock.</param>
    public WorkQueue(string name, TimeSpan? initialBackoff = null, TimeSpan? longestBackoff = null, TimeProvider? timeProvider = null)
    {
        this.timeProvider = timeProvider ?? TimeProvider.System;
        backoff = new ItemBackoff<TKey>(initialBackoff ?? TimeSpan.FromMilliseconds(5), longestBackoff ?? TimeSpan.FromSeconds(1000));
        delayed = new DelayedKeys<TKey>(key => Add(key), this.timeProvider);
        metrics = new QueueMetrics(name, Observe);
    }

    /// <summary>The number of keys that could be handed out now, or when the work on them is done.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    /// <summary>Makes the key due now.</summary>
    /// <param name="key">The key.</param>
    /// <param name="isBackground">Whether fresh keys go before it.</param>
    public void Add(TKey key, bool isBackground = false)
    {
        lock (gate)
        {
            delayed.Remove(key);
            if (!waiting.TryGetValue(key, out var present))
            {
                metrics.Added();
                present = new Waiting(isBackground, ++tickets, timeProvider.GetTimestamp());
            }
            else if (present.IsBackground && !isBackground)
            {
                // Its entry among the background keys stays behind; the new ticket makes it worthless.
                present = present with { IsBackground = false, Ticket = ++tickets };
            }
            else
            {
                return;
            }

            waiting[key] = present;
            if (!working.ContainsKey(key))
            {
                Enqueue(key, present);
            }
        }
    }

    /// <summary>Makes the key due after <paramref name="delay"/>, unless it is due earlier.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        lock (gate)
        {
            if (!waiting.ContainsKey(key))
            {
                delayed.Set(key, delay);
            }
        }
    }

    /// <summary>Counts a failure of the key and makes it due after its backoff.</summary>
    public void AddRateLimited(TKey key)
    {
        TimeSpan delay;
        lock (gate)
        {
            delay = backoff.Next(key);
        }

        metrics.Retried();
        AddAfter(key, delay);
    }

    /// <summary>Forgets the failures of the key.</summary>
    public void Forget(TKey key)
    {
        lock (gate)
        {
            backoff.Forget(key);
        }
    }

    /// <summary>The failures of the key since it was last forgotten.</summary>
    public int Failures(TKey key)
    {
        lock (gate)
        {
            return backoff.Count(key);
        }
    }

    /// <summary>Waits for a key that is due and hands it out; <see cref="Done"/> must follow.</summary>
    public async ValueTask<TKey> GetAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await available.WaitAsync(cancellationToken);
            lock (gate)
            {
                if (TryTake(fresh, out var key) || TryTake(background, out key))
                {
                    return key;
                }
            }
        }
    }

    /// <summary>The work on the key is done: it may be handed out again.</summary>
    public void Done(TKey key)
    {
        lock (gate)
        {
            if (working.Remove(key, out var since))
            {
                metrics.Finished(timeProvider.GetElapsedTime(since));
                if (waiting.TryGetValue(key, out var again))
                {
                    Enqueue(key, again);
                }
            }
        }
    }

    /// <summary>Stops the timer; keys that are delayed are never handed out.</summary>
    public void Dispose()
    {
        delayed.Dispose();
        metrics.Dispose();
        available.Dispose();
    }

    private void Enqueue(TKey key, Waiting entry)
    {
        (entry.IsBackground ? background : fresh).Enqueue((key, entry.Ticket));
        available.Release();
    }

    private bool TryTake(Queue<(TKey Key, long Ticket)> queue, out TKey key)
    {
        while (queue.TryDequeue(out var next))
        {
            if (waiting.TryGetValue(next.Key, out var entry) && entry.Ticket == next.Ticket)
            {
                key = next.Key;
                waiting.Remove(key);
                working.Add(key, timeProvider.GetTimestamp());
                metrics.Taken(timeProvider.GetElapsedTime(entry.Since));
                return true;
            }
        }

        key = default!;
        return false;
    }

    private QueueState Observe()
    {
        lock (gate)
        {
            var times = working.Values.Select(since => timeProvider.GetElapsedTime(since).TotalSeconds).ToList();
            return new QueueState(waiting.Count, times.Sum(), times.DefaultIfEmpty().Max());
        }
    }

    private readonly record struct Waiting(bool IsBackground, long Ticket, long Since);
}

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
