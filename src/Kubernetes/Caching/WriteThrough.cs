namespace ConfigDrive.Kubernetes.Caching;

/// <summary>
/// Reading one's own writes over a cache that lags: the objects of one type that this process wrote, each until the cache shows it or something newer. Without
/// it a second reconcile would create, change or delete again, because it sees the old state. Resource versions are only compared for equality, as the API allows.
/// </summary>
/// <remarks>Serves the purpose of the expectations in Kubernetes' own controllers (<c>pkg/controller/controller_utils.go</c>).</remarks>
public sealed class WriteThrough<T>
    where T : class, IKubernetesObject
{
    // A watch that lags by more than this is not waited for: the server refuses what is wrong by then.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly TimeProvider time;
    private readonly Store<T>? store;
    private readonly Lock gate = new();
    private readonly Dictionary<NamespacedName, Write> writes = [];

    /// <summary>Writes over a cache of the caller's, which this type sees only in calls of <see cref="Newest"/> and <see cref="IsOutdated"/>.</summary>
    public WriteThrough(TimeProvider? time = null)
        : this(store: null, time)
    {
    }

    /// <summary>Writes over an informer's cache. Create it before controllers subscribe to the informer, so that none sees a state older than its event.</summary>
    public WriteThrough(Informer<T> informer, TimeProvider? time = null)
        : this(informer.Store, time) => informer.Subscribe(Observe);

    internal WriteThrough(Store<T>? store, TimeProvider? time)
    {
        this.store = store;
        this.time = time ?? TimeProvider.System;
    }

    /// <summary>
    /// Remembers that <paramref name="written"/> replaced <paramref name="former"/>, or was created when that is null. An answer with the same resource version
    /// is not a write.
    /// </summary>
    public void Record(T? former, T written)
    {
        if (former is null || VersionOf(former) != VersionOf(written))
        {
            Remember(former, written);
        }
    }

    /// <summary>
    /// Remembers that the deletion of <paramref name="former"/> is requested, and that it looks like <paramref name="deleting"/> from now on. Call it before
    /// the request: the watch may report the deletion before the answer arrives, and nothing would remove the record after that.
    /// </summary>
    public void RecordDeletion(T former, T deleting) => Remember(former, deleting);

    /// <summary>Removes what was recorded of an object.</summary>
    public void Forget(NamespacedName key)
    {
        lock (gate)
        {
            writes.Remove(key);
        }
    }

    /// <summary>The newer of a cached object and the one that was written.</summary>
    public T Newest(T cached)
    {
        var key = NamespacedName.From(cached);
        lock (gate)
        {
            if (!writes.TryGetValue(key, out var write))
            {
                return cached;
            }

            if (write.Supersedes(cached))
            {
                return write.Object;
            }

            writes.Remove(key);
            return cached;
        }
    }

    /// <summary>Whether a cached object is older than what was written. Then nothing needs to be done now: an event with the newer one will follow.</summary>
    public bool IsOutdated(T cached) => !ReferenceEquals(Newest(cached), cached);

    /// <summary>The objects of the cache, each replaced by what was written, and those that were created and are not in the cache yet.</summary>
    /// <param name="readCache">
    /// Reads objects of the cache. Called under the lock, when no record can be removed: what is read before that may be older than a record removed meanwhile.
    /// </param>
    /// <param name="isWanted">Whether a written object belongs among them.</param>
    public IReadOnlyList<T> Read(Func<IReadOnlyList<T>> readCache, Func<T, bool> isWanted)
    {
        lock (gate)
        {
            foreach (var (key, _) in writes.Where(write => time.GetElapsedTime(write.Value.At) > Longest))
            {
                writes.Remove(key);
            }

            return
            [
                .. readCache().Where(resource => !writes.ContainsKey(NamespacedName.From(resource))),
                .. writes.Values.Select(write => write.Object).Where(isWanted),
            ];
        }
    }

    /// <summary>Removes the record of a write that the cache now shows.</summary>
    internal void Observe(Change<T> change)
    {
        var key = NamespacedName.From(change.Object);
        lock (gate)
        {
            if (writes.TryGetValue(key, out var write) && write.IsPast(change))
            {
                writes.Remove(key);
            }
        }
    }

    private static string VersionOf(T resource) => resource.Metadata.ResourceVersion ?? "";

    private void Remember(T? former, T written)
    {
        var key = NamespacedName.From(written);
        lock (gate)
        {
            var isPending = writes.TryGetValue(key, out var earlier) && earlier.IsOf(written);
            HashSet<string> superseded = former is not null && isPending ? earlier!.Superseded : [];
            if (former is not null)
            {
                superseded.Add(VersionOf(former));
            }

            var write = new Write(written, superseded, time.GetTimestamp());
            if (!IsSeen(write, isYetToCome: former is null || isPending))
            {
                writes[key] = write;
            }
        }
    }

    /// <summary>Whether the cache shows the write already: the watch may be faster than the answer. An object that was cached and no longer is has been deleted.</summary>
    private bool IsSeen(Write write, bool isYetToCome) => store is not null && (store.Find(NamespacedName.From(write.Object)) is { } cached
        ? write.IsOf(cached) && !write.Supersedes(cached)
        : !isYetToCome);

    private sealed record Write(T Object, HashSet<string> Superseded, long At)
    {
        public bool IsOf(T resource) => resource.Metadata.Uid == Object.Metadata.Uid;

        public bool Supersedes(T resource) => IsOf(resource) && Superseded.Contains(VersionOf(resource));

        /// <summary>Whether the cache shows the write. The event of an earlier object of that name may be late; one of a later object means that ours is deleted.</summary>
        public bool IsPast(Change<T> change) => IsOf(change.Object)
            ? change.New is null || !Supersedes(change.New)
            : change.New is not null && change.New.Metadata.CreationTimestamp > Object.Metadata.CreationTimestamp;
    }
}
