namespace ConfigDrive.Kubernetes.Client;

/// <summary>One page of a list.</summary>
/// <param name="Items">The objects.</param>
/// <param name="ResourceVersion">The version at which the list is true, the same on all its pages: a watch from it misses nothing.</param>
/// <param name="Continue">Token of the next page; null on the last.</param>
public sealed record KubernetesList<T>(IReadOnlyList<T> Items, string ResourceVersion, string? Continue)
{
    /// <summary>The objects that could not be read: they are there, but not among the items.</summary>
    public IReadOnlyList<UnreadableObject> Unreadable { get; init; } = [];
}
