using ConfigDrive.Kubernetes.Caching;

namespace ConfigDrive.Operator.Cluster;

/// <summary>What the operator knows of the primary store, kept current by watches.</summary>
internal sealed record ClaimCache(Informer<V1PersistentVolumeClaim> Claims, Informer<V1Pod> CopyPods, Informer<V1StorageClass> StorageClasses)
{
    /// <summary>All of it.</summary>
    public IReadOnlyList<IInformer> Informers => [Claims, CopyPods, StorageClasses];

    /// <summary>Prepares the caches to be asked by owner.</summary>
    public ClaimCache WithIndexes()
    {
        OwnedObjects<V1PersistentVolumeClaim>.AddIndexTo(Claims);
        OwnedObjects<V1Pod>.AddIndexTo(CopyPods);
        return this;
    }
}
