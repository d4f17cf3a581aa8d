namespace ConfigDrive.Kubernetes.Caching;

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
