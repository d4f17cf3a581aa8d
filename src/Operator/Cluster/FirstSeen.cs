using System.Collections.Concurrent;

namespace ConfigDrive.Operator.Cluster;

/// <summary>
/// How long this process has seen something, by its own clock. Times that others have written may be wrong by hours: nodes and controllers have clocks
/// of their own. A restarted process begins again.
/// </summary>
internal sealed class FirstSeen(TimeProvider time)
{
    private const int Most = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<string, long> since = new();

    /// <summary>Since the first call for <paramref name="uid"/>.</summary>
    public TimeSpan ElapsedFor(string uid)
    {
        if (since.Count > Most)
        {
            foreach (var (old, _) in since.Where(entry => time.GetElapsedTime(entry.Value) > Longest))
            {
                since.TryRemove(old, out _);
            }
        }

        return time.GetElapsedTime(since.GetOrAdd(uid, _ => time.GetTimestamp()));
    }

    /// <summary>Makes the next call for <paramref name="uid"/> the first again.</summary>
    public void Forget(string uid) => since.TryRemove(uid, out _);
}
