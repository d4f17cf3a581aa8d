using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes;

namespace ConfigDrive.Operator.Cluster;

/// <summary>
/// What this process wrote of one type, each until the watch brings it or something newer. Resource versions are only compared for equality,
/// as the API allows.
/// </summary>
internal sealed class RecentWrites<T>(Store<T> store, TimeProvider time)
    where T : class, IKubernetesObject
{
    // A watch that is further behind than this is not to be waited for: the server refuses what is wrong by then.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly Dictionary<NamespacedName, Write> writes = [];

    /// <summary>Those that an informer has not brought yet. Subscribe controllers to the informer after this, so that they see no older state than told.</summary>
    public static RecentWrites<T> Following(Informer<T> informer, TimeProvider time)
    {
        var recent = new RecentWrites<T>(informer.Store, time);
        informer.Subscribe(recent.Forget);
        return recent;
    }

    /// <summary>Remembers that <paramref name="written"/> took the place of <paramref name="former"/>, if there was one.</summary>
    public void Record(T? former, T written)
    {
        var key = NamespacedName.Of(written);
        lock (gate)
        {
            var superseded = former is null
                ? []
                : writes.TryGetValue(key, out var earlier) && earlier.Object.Metadata.Uid == written.Metadata.Uid ? earlier.Superseded : (HashSet<string>)[];
            if (former?.Metadata.ResourceVersion is { } version)
            {
                superseded.Add(version);
            }

            // The watch may have been faster than the answer to the request.
            if (!IsSeen(store.Find(key), former, written, superseded))
            {
                writes[key] = new Write(written, superseded, time.GetTimestamp());
            }
        }
    }

    /// <summary>Forgets what was recorded of an object.</summary>
    public void Forget(NamespacedName key)
    {
        lock (gate)
        {
            writes.Remove(key);
        }
    }

    /// <summary>What the cache shows, with each object replaced by what was written, and with what was created and is not there yet.</summary>
    public IEnumerable<T> Correct(IReadOnlyList<T> cached, Func<T, bool> isWanted)
    {
        lock (gate)
        {
            foreach (var late in writes.Where(write => time.GetElapsedTime(write.Value.At) > Longest).Select(write => write.Key).ToList())
            {
                writes.Remove(late);
            }

            return
            [
                .. cached.Where(resource => !writes.ContainsKey(NamespacedName.Of(resource))),
                .. writes.Values.Select(write => write.Object).Where(isWanted),
            ];
        }
    }

    private void Forget(Change<T> change)
    {
        var key = NamespacedName.Of(change.Object);
        lock (gate)
        {
            if (writes.TryGetValue(key, out var write) && IsPast(write, change))
            {
                writes.Remove(key);
            }
        }
    }

    private static bool IsSeen(T? cached, T? former, T written, HashSet<string> superseded) => cached is null
        ? former is not null
        : cached.Metadata.Uid == written.Metadata.Uid && !superseded.Contains(cached.Metadata.ResourceVersion ?? "");

    private static bool IsPast(Write write, Change<T> change)
    {
        var (seen, written) = (change.Object.Metadata, write.Object.Metadata);
        if (seen.Uid != written.Uid)
        {
            // An event of an earlier object of that name may come late; one of a later object shows that ours is gone.
            return change.New is not null && seen.CreationTimestamp > written.CreationTimestamp;
        }

        return change.New is null || !write.Superseded.Contains(seen.ResourceVersion ?? "");
    }

    private sealed record Write(T Object, HashSet<string> Superseded, long At);
}
