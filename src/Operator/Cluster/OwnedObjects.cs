using ConfigDrive.Kubernetes.Caching;

namespace ConfigDrive.Operator.Cluster;

/// <summary>
/// The objects of one type that ConfigDrives own: what the cache shows, corrected by what this process wrote and the watch has not delivered yet.
/// Without that correction a second run would create, copy or delete again.
/// </summary>
internal sealed class OwnedObjects<T>(ResourceClient<T> client, Informer<T> informer, TimeProvider time) where T : KubernetesObject
{
    private const string OwnerIndex = "owner";

    private readonly WriteThrough<T> writes = new(informer, time);

    public static void AddIndexTo(Informer<T> informer) =>
        informer.Store.AddIndex(OwnerIndex, resource => Ownership.OwnerUidOf(resource) is { } uid ? [uid] : []);

    /// <summary>The objects of a ConfigDrive, in the order of their names.</summary>
    public IReadOnlyList<T> OwnedBy(V1Alpha1ConfigDrive drive) =>
    [
        .. writes.Read(() => informer.Store.ByIndex(OwnerIndex, drive.Metadata.Uid ?? ""), resource => Ownership.IsOwnedBy(resource, drive))
            .OrderBy(resource => resource.Metadata.Name, StringComparer.Ordinal),
    ];

    /// <summary>The object of that name that an operator made, as the cache shows it, with any owner or none; <c>null</c> when there is none.</summary>
    public T? Find(NamespacedName name) => informer.Store.Find(name) is { } cached ? writes.Newest(cached) : null;

    /// <summary>The object of that name as it is on the server, with any owner; <c>null</c> when there is none.</summary>
    public Task<T?> ReadAsync(NamespacedName name, CancellationToken cancellationToken) => client.FindAsync(name, cancellationToken);

    public async Task<T> CreateAsync(T resource, CancellationToken cancellationToken)
    {
        var created = await client.CreateAsync(resource, cancellationToken);
        writes.Record(null, created);
        return created;
    }

    public async Task<T> PatchAsync(T resource, Patch patch, CancellationToken cancellationToken)
    {
        var patched = await client.PatchAsync(NamespacedName.From(resource), patch, cancellationToken: cancellationToken);
        writes.Record(resource, patched);
        return patched;
    }

    /// <summary>Requests the deletion of this very object; until it is gone it shows a deletion timestamp.</summary>
    public async Task DeleteAsync(T resource, CancellationToken cancellationToken)
    {
        var options = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = resource.Metadata.Uid }, PropagationPolicy = "Background" };
        KubernetesObject deleting = resource;
        writes.RecordDeletion(resource, (T)(deleting with { Metadata = resource.Metadata with { DeletionTimestamp = time.GetUtcNow() } }));
        try
        {
            await client.DeleteAsync(NamespacedName.From(resource), options, cancellationToken);
        }
        catch
        {
            writes.Forget(NamespacedName.From(resource));
            throw;
        }
    }
}
