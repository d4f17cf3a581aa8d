using System.Threading.Channels;
using ConfigDrive.Kubernetes.Telemetry;

namespace ConfigDrive.Kubernetes.Controllers;

/// <summary>
/// Keys that wait for work.
/// <list type="bullet">
/// <item>A key waits at most once: adding one that waits changes nothing.</item>
/// <item>A key in work is not handed out again; if it is added meanwhile, it waits again when the work is done. No event is lost.</item>
/// <item>A key has one time at which it is due, and the earliest wins: adding it now cancels a later time.</item>
/// <item>Fresh keys go before background keys, such as those of the initial list; each kind is first in, first out, and where keys have shares, such as their
/// namespaces, one of each share at a time: a share with many keys delays the next of another by one.</item>
/// <item>After failures a key waits longer each time, without delaying others.</item>
/// </list>
/// </summary>
/// <remarks>The contract is client-go's (<c>util/workqueue</c>), with one due time per key as in kube-rs's scheduler and controller-runtime's priority queue.</remarks>
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly TimeProvider timeProvider;
    private readonly QueueMetrics metrics;
    private readonly TimeSpan initialBackoff;
    private readonly TimeSpan longestBackoff;
    private readonly DelayedKeys<TKey> delayed;
    private readonly Channel<Entry> ready = Channel.CreateUnboundedPrioritized(new UnboundedPrioritizedChannelOptions<Entry> { Comparer = Entry.Order });
    private readonly Dictionary<TKey, Entry> waiting = [];
    private readonly Dictionary<TKey, long> working = [];
    private readonly Dictionary<TKey, int> failures = [];
    private readonly Func<TKey, object>? shareOf;
    private readonly Rounds fresh = new();
    private readonly Rounds background = new();
    private long tickets;

    /// <summary>An empty queue.</summary>
    /// <param name="name">Its name in metrics.</param>
    /// <param name="initialBackoff">The wait after the first failure; null for 5 ms.</param>
    /// <param name="longestBackoff">The longest wait after a failure; null for 1000 s.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="shareOf">The share that a key belongs to; null where all keys are of one.</param>
    public WorkQueue(
        string name, TimeSpan? initialBackoff = null, TimeSpan? longestBackoff = null, TimeProvider? timeProvider = null, Func<TKey, object>? shareOf = null)
    {
        this.shareOf = shareOf;
        this.timeProvider = timeProvider ?? TimeProvider.System;
        this.initialBackoff = initialBackoff ?? TimeSpan.FromMilliseconds(5);
        this.longestBackoff = longestBackoff ?? TimeSpan.FromSeconds(1000);
        delayed = new DelayedKeys<TKey>(key => Add(key), this.timeProvider);
        metrics = new QueueMetrics(name, Observe);
    }

    /// <summary>The number of keys that wait, those included that must wait for work on them to end.</summary>
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

    /// <summary>Makes the key due now, after fresh keys if it is a background key.</summary>
    public void Add(TKey key, bool isBackground = false)
    {
        lock (gate)
        {
            delayed.Remove(key);
            if (!waiting.TryGetValue(key, out var entry))
            {
                metrics.Added();
                entry = new Entry(key, isBackground, Round: 0, Ticket: 0, timeProvider.GetTimestamp());
            }
            else if (entry.IsBackground && !isBackground)
            {
                // The entry among the background keys stays in the channel; it is skipped because its ticket is no longer current.
                entry = entry with { IsBackground = false };
            }
            else
            {
                return;
            }

            waiting[key] = entry;
            if (!working.ContainsKey(key))
            {
                Enqueue(entry);
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
        int count;
        lock (gate)
        {
            count = failures[key] = failures.GetValueOrDefault(key) + 1;
        }

        metrics.Retried();
        // 2^62 ms is longer than any limit, and the double of it would be longer than a TimeSpan.
        var milliseconds = initialBackoff.TotalMilliseconds * Math.Pow(2, Math.Min(count - 1, 62));
        AddAfter(key, milliseconds < longestBackoff.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : longestBackoff);
    }

    /// <summary>Resets the failures of the key.</summary>
    public void Forget(TKey key)
    {
        lock (gate)
        {
            failures.Remove(key);
        }
    }

    /// <summary>The failures of the key since <see cref="Forget"/> was last called for it.</summary>
    public int Failures(TKey key)
    {
        lock (gate)
        {
            return failures.GetValueOrDefault(key);
        }
    }

    /// <summary>Waits for a key that is due and hands it out; <see cref="Done"/> must follow.</summary>
    public async ValueTask<TKey> GetAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = await ready.Reader.ReadAsync(cancellationToken);
            lock (gate)
            {
                if (waiting.TryGetValue(next.Key, out var entry) && entry.Ticket == next.Ticket)
                {
                    waiting.Remove(next.Key);
                    (entry.IsBackground ? background : fresh).Present = entry.Round;
                    working.Add(next.Key, timeProvider.GetTimestamp());
                    metrics.Taken(timeProvider.GetElapsedTime(entry.Since));
                    return next.Key;
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
                    Enqueue(again);
                }
            }
        }
    }

    /// <summary>Stops the timer; keys that are not due yet are never handed out.</summary>
    public void Dispose()
    {
        delayed.Dispose();
        metrics.Dispose();
    }

    private void Enqueue(Entry entry)
    {
        var round = shareOf is null ? 0 : (entry.IsBackground ? background : fresh).NextOf(shareOf(entry.Key));
        waiting[entry.Key] = entry with { Round = round, Ticket = ++tickets };
        ready.Writer.TryWrite(waiting[entry.Key]);
    }

    private QueueState Observe()
    {
        lock (gate)
        {
            var times = working.Values.Select(since => timeProvider.GetElapsedTime(since).TotalSeconds).ToList();
            return new QueueState(waiting.Count, times.Sum(), times.DefaultIfEmpty().Max());
        }
    }

    private readonly record struct Entry(TKey Key, bool IsBackground, long Round, long Ticket, long Since)
    {
        public static Comparer<Entry> Order { get; } = Comparer<Entry>.Create(static (left, right) =>
            (left.IsBackground, left.Round, left.Ticket).CompareTo((right.IsBackground, right.Round, right.Ticket)));
    }

    /// <summary>
    /// In which round each key is handed out, one of each share a round (fair queueing, Nagle, RFC 970): a share that has waited for nothing begins with the
    /// next round.
    /// </summary>
    private sealed class Rounds
    {
        private const int Most = 1000;

        private readonly Dictionary<object, long> last = [];

        /// <summary>The round of which a key was handed out last.</summary>
        public long Present { get; set; }

        public long NextOf(object share)
        {
            if (last.Count >= Most)
            {
                foreach (var (idle, _) in last.Where(entry => entry.Value <= Present))
                {
                    last.Remove(idle);
                }
            }

            return last[share] = Math.Max(Present, last.GetValueOrDefault(share)) + 1;
        }
    }
}
