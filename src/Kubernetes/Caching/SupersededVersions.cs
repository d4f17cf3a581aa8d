using System.Collections.Concurrent;

namespace ConfigDrive.Kubernetes.Caching;

/// <summary>
/// Versions of objects that this process has replaced by writing. A cache still shows them until the watch brings what was written; whoever
/// reconciles meanwhile would do the same work again, from what is known to be old. Resource versions are only compared for equality, as the
/// API allows.
/// </summary>
/// <remarks>Serves the purpose of the expectations in Kubernetes' own controllers (<c>pkg/controller/controller_utils.go</c>).</remarks>
public sealed class SupersededVersions
{
    private readonly ConcurrentDictionary<NamespacedName, HashSet<string>> versions = new();

    /// <summary>Remembers that <paramref name="written"/> took the place of <paramref name="former"/>.</summary>
    public void Record(IKubernetesObject former, IKubernetesObject written)
    {
        ArgumentNullException.ThrowIfNull(former);
        ArgumentNullException.ThrowIfNull(written);
        if (former.Metadata.ResourceVersion is { } version && version != written.Metadata.ResourceVersion)
        {
            versions.AddOrUpdate(NamespacedName.Of(former), _ => [version], (_, known) => [.. known, version]);
        }
    }

    /// <summary>
    /// Whether a cached object is older than what was written. Then nothing needs to be done now: the event that brings the newer one follows.
    /// </summary>
    public bool Contains(IKubernetesObject cached)
    {
        var key = NamespacedName.Of(cached);
        if (!versions.TryGetValue(key, out var superseded))
        {
            return false;
        }

        if (cached.Metadata.ResourceVersion is { } version && superseded.Contains(version))
        {
            return true;
        }

        Forget(key);
        return false;
    }

    /// <summary>Forgets an object that is gone.</summary>
    public void Forget(NamespacedName key) => versions.TryRemove(key, out _);
}
