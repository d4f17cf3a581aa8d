using System.Collections.Concurrent;

namespace ConfigDrive.Operator.Cluster;

/// <summary>
/// How long this process has seen something, by its own clock. Times that others have written may be wrong by hours: nodes and controllers have clocks
/// of their own. A restarted process begins again, and so does each entry after half a day.
/// </summary>
internal sealed class FirstSeen(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<string, long> since = new();
    private long pruned = time.GetTimestamp();

    /// <summary>Since the first call for <paramref name="key"/>, a UID for example.</summary>
    public TimeSpan ElapsedFor(string key)
    {
        IsNew(key);
        return since.TryGetValue(key, out var first) ? time.GetElapsedTime(first) : TimeSpan.Zero;
    }

    /// <summary>Whether this is the first call for <paramref name="key"/>.</summary>
    public bool IsNew(string key)
    {
        if (!since.TryAdd(key, time.GetTimestamp()))
        {
            return false;
        }

        Prune();
        return true;
    }

    /// <summary>Makes the next call for <paramref name="key"/> the first again.</summary>
    public void Forget(string key) => since.TryRemove(key, out _);

    // Most of what was seen is gone by then; once in that time, as it looks at everything.
    private void Prune()
    {
        if (time.GetElapsedTime(Interlocked.Read(ref pruned)) < Longest)
        {
            return;
        }

        Interlocked.Exchange(ref pruned, time.GetTimestamp());
        foreach (var (old, _) in since.Where(entry => time.GetElapsedTime(entry.Value) >= Longest))
        {
            since.TryRemove(old, out _);
        }
    }
}
