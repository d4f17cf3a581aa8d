namespace ConfigDrive.Kubernetes.Caching;

/// <summary>
/// The objects of a type as last seen, found by key and through named indexes. Read from any thread; written by its informer alone. The objects are shared:
/// never change one, copy it.
/// </summary>
public sealed class Store<T>
    where T : class, IKubernetesObject
{
    private readonly Lock gate = new();
    private readonly Dictionary<NamespacedName, T> objects = [];
    private readonly Dictionary<NamespacedName, UnreadableObject> unreadable = [];
    private readonly Dictionary<string, Index<T>> indexes = new(StringComparer.Ordinal);

    /// <summary>The number of objects.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return objects.Count;
            }
        }
    }

    /// <summary>Adds an index, over what is there and what will come.</summary>
    /// <param name="name">Its name, unique within the store.</param>
    /// <param name="values">The values to find an object by. Must depend on the object alone.</param>
    /// <exception cref="ArgumentException">There is an index of that name.</exception>
    public Store<T> AddIndex(string name, Func<T, IEnumerable<string>> values)
    {
        lock (gate)
        {
            var index = new Index<T>(values);
            indexes.Add(name, index);
            foreach (var resource in objects.Values)
            {
                index.Prepare(resource);
                index.Add(resource);
            }
        }

        return this;
    }

    /// <summary>The object with that key; null when there is none.</summary>
    public T? Find(NamespacedName key)
    {
        lock (gate)
        {
            return objects.GetValueOrDefault(key);
        }
    }

    /// <summary>
    /// Whether the server has no object of that key. What cannot be read is not found, but it is not absent either: ask this before you take anything away
    /// because something is not there.
    /// </summary>
    public bool IsAbsent(NamespacedName key)
    {
        lock (gate)
        {
            return !objects.ContainsKey(key) && !unreadable.ContainsKey(key);
        }
    }

    /// <summary>The object with that key that cannot be read; null when it can, or when there is none.</summary>
    public UnreadableObject? FindUnreadable(NamespacedName key)
    {
        lock (gate)
        {
            return unreadable.GetValueOrDefault(key);
        }
    }

    /// <summary>All objects that cannot be read, in no order.</summary>
    public IReadOnlyList<UnreadableObject> ListUnreadable()
    {
        lock (gate)
        {
            return unreadable.Count == 0 ? [] : [.. unreadable.Values];
        }
    }

    /// <summary>The objects from which the index derives <paramref name="value"/>, in no order.</summary>
    /// <exception cref="KeyNotFoundException">There is no index of that name.</exception>
    public IReadOnlyList<T> ByIndex(string name, string value)
    {
        lock (gate)
        {
            return indexes.TryGetValue(name, out var index) ? index.Find(value) : throw new KeyNotFoundException($"The store has no index named '{name}'.");
        }
    }

    /// <summary>All objects, in no order.</summary>
    public IReadOnlyList<T> List()
    {
        lock (gate)
        {
            return [.. objects.Values];
        }
    }

    /// <summary>Puts an object in; the answer is the one it takes the place of.</summary>
    /// <exception cref="Exception">An index could not derive its values from the object; the store is as before.</exception>
    internal T? Set(NamespacedName key, T resource)
    {
        lock (gate)
        {
            foreach (var index in indexes.Values)
            {
                index.Prepare(resource);
            }

            if (objects.Remove(key, out var old))
            {
                RemoveFromIndexes(old);
            }

            objects.Add(key, resource);
            unreadable.Remove(key);
            foreach (var index in indexes.Values)
            {
                index.Add(resource);
            }

            return old;
        }
    }

    /// <summary>Takes an object out, or forgets that there is one that cannot be read; null when there was none that could.</summary>
    internal T? Remove(NamespacedName key)
    {
        lock (gate)
        {
            unreadable.Remove(key);
            return Take(key);
        }
    }

    /// <summary>Notes an object that cannot be read; the answer is the one that could be, which is taken out.</summary>
    internal T? SetUnreadable(UnreadableObject found)
    {
        lock (gate)
        {
            unreadable[found.Key] = found;
            return Take(found.Key);
        }
    }

    private T? Take(NamespacedName key)
    {
        if (objects.Remove(key, out var old))
        {
            RemoveFromIndexes(old);
        }

        return old;
    }

    private void RemoveFromIndexes(T old)
    {
        foreach (var index in indexes.Values)
        {
            index.Remove(old);
        }
    }
}

/// <summary>Finds objects by values that a function derives from them. Not thread-safe: the store's lock guards it.</summary>
internal sealed class Index<T>(Func<T, IEnumerable<string>> values)
    where T : class
{
    // A list of capacity one for most buckets: an index over ten thousand objects stays small.
    private readonly Dictionary<string, List<T>> buckets = new(StringComparer.Ordinal);
    private string[] prepared = [];

    public IReadOnlyList<T> Find(string value) => buckets.TryGetValue(value, out var bucket) ? [.. bucket] : [];

    /// <summary>Derives the values of an object that is about to be added, so that a failure to do so comes before any change.</summary>
    public void Prepare(T resource) => prepared = [.. values(resource).Distinct(StringComparer.Ordinal)];

    /// <summary>Adds the object that was prepared.</summary>
    public void Add(T resource)
    {
        foreach (var value in prepared)
        {
            if (buckets.TryGetValue(value, out var bucket))
            {
                bucket.Add(resource);
            }
            else
            {
                buckets.Add(value, new List<T>(1) { resource });
            }
        }
    }

    public void Remove(T resource)
    {
        foreach (var value in values(resource).Distinct(StringComparer.Ordinal))
        {
            if (!buckets.TryGetValue(value, out var bucket))
            {
                continue;
            }

            var position = bucket.FindIndex(candidate => ReferenceEquals(candidate, resource));
            if (position >= 0)
            {
                bucket[position] = bucket[^1];
                bucket.RemoveAt(bucket.Count - 1);
            }

            if (bucket.Count == 0)
            {
                buckets.Remove(value);
            }
        }
    }
}
