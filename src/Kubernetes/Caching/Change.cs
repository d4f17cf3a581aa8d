namespace ConfigDrive.Kubernetes.Caching;

/// <summary>One change of a store.</summary>
/// <param name="Old">The object before; null when it is new.</param>
/// <param name="New">The object now; null when it is gone.</param>
/// <param name="IsInInitialList">The object was there when the informer started: nothing happened to it just now.</param>
public readonly record struct Change<T>(T? Old, T? New, bool IsInInitialList = false)
    where T : class, IKubernetesObject
{
    /// <summary>The object now, or as it was last.</summary>
    public T Object => New ?? Old!;
}
