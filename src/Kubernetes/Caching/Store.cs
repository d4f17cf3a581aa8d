using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace ConfigDrive.Kubernetes.Caching;

/// <summary>
/// The objects of a type as last seen, found by key and through named indexes. Any thread may read it; only its informer writes. The objects are shared: never
/// change one, copy it.
/// </summary>
public sealed class Store<T>
    where T : class, IKubernetesObject
{
    // For the indexes, and for what is said of both dictionaries at once.
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<NamespacedName, T> objects = [];
    private readonly ConcurrentDictionary<NamespacedName, UnreadableObject> unreadable = [];
    private readonly Dictionary<string, Index<T>> indexes = new(StringComparer.Ordinal);

    /// <summary>The number of objects that can be read.</summary>
    public int Count => objects.Count;

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
    public T? Find(NamespacedName key) => objects.GetValueOrDefault(key);

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
    public UnreadableObject? FindUnreadable(NamespacedName key) => unreadable.GetValueOrDefault(key);

    /// <summary>All objects that cannot be read, in no order.</summary>
    public IReadOnlyList<UnreadableObject> ListUnreadable() => unreadable.IsEmpty ? [] : [.. unreadable.Values];

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
    public IReadOnlyList<T> List() => [.. objects.Select(entry => entry.Value)]; // Values would copy them once more.

    /// <summary>Adds or replaces an object; returns the one replaced.</summary>
    /// <exception cref="Exception">An index could not derive its values from the object; the store is unchanged.</exception>
    internal T? Set(NamespacedName key, T resource)
    {
        lock (gate)
        {
            foreach (var index in indexes.Values)
            {
                index.Prepare(resource);
            }

            var old = RemoveFromIndexes(key);
            objects[key] = resource;
            unreadable.TryRemove(key, out _);
            foreach (var index in indexes.Values)
            {
                index.Add(resource);
            }

            return old;
        }
    }

    /// <summary>Removes an object, whether it can be read or not; returns the one that could be.</summary>
    internal T? Remove(NamespacedName key)
    {
        lock (gate)
        {
            unreadable.TryRemove(key, out _);
            return RemoveReadable(key);
        }
    }

    /// <summary>Replaces an object by the note that it can no longer be read; returns the one that could be.</summary>
    internal T? SetUnreadable(UnreadableObject found)
    {
        lock (gate)
        {
            unreadable[found.Key] = found;
            return RemoveReadable(found.Key);
        }
    }

    private T? RemoveReadable(NamespacedName key)
    {
        var old = RemoveFromIndexes(key);
        objects.TryRemove(key, out _);
        return old;
    }

    private T? RemoveFromIndexes(NamespacedName key)
    {
        if (objects.TryGetValue(key, out var old))
        {
            foreach (var index in indexes.Values)
            {
                index.Remove(old);
            }
        }

        return old;
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
            ref var bucket = ref CollectionsMarshal.GetValueRefOrAddDefault(buckets, value, out _);
            (bucket ??= new List<T>(1)).Add(resource);
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
