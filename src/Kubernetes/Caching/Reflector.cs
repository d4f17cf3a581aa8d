using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Kubernetes.Watching;

namespace ConfigDrive.Kubernetes.Caching;

/// <summary>Writes what a watcher tells into a store, and tells subscribers of the changes that this makes, in order, one at a time.</summary>
internal sealed class Reflector<T>(Store<T> store)
    where T : class, IKubernetesObject
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    private readonly Lock gate = new();
    private readonly Dictionary<string, string> namespaces = new(StringComparer.Ordinal);
    private Action<Change<T>>? changed;
    private HashSet<NamespacedName> listed = [];
    private bool hasListed;

    /// <summary>Tells of every object in the store, and from then on of each change.</summary>
    public void Subscribe(Action<Change<T>> handler)
    {
        lock (gate)
        {
            foreach (var resource in store.List())
            {
                handler(new Change<T>(null, resource, IsInInitialList: true));
            }

            changed += handler;
        }
    }

    /// <summary>Takes in one event.</summary>
    public void Apply(WatcherEvent<T> happened)
    {
        lock (gate)
        {
            switch (happened)
            {
                case { Type: WatcherEventType.Init }:
                    listed = [];
                    break;
                case { Type: WatcherEventType.InitApply, Object: { } resource }:
                    listed.Add(Put(resource, isInInitialList: !hasListed));
                    break;
                case { Type: WatcherEventType.InitDone }:
                    Retain(listed);
                    listed = [];
                    hasListed = true;
                    break;
                case { Type: WatcherEventType.Apply, Object: { } resource }:
                    Put(resource, isInInitialList: false);
                    break;
                case { Type: WatcherEventType.Delete, Object: { } resource }:
                    listed.Remove(NamespacedName.Of(resource));
                    Drop(NamespacedName.Of(resource));
                    break;
            }
        }
    }

    /// <summary>Takes all objects for gone.</summary>
    public void Clear()
    {
        lock (gate)
        {
            Retain([]);
        }
    }

    private NamespacedName Put(T resource, bool isInInitialList)
    {
        Slim(resource.Metadata);
        var key = NamespacedName.Of(resource);
        var old = store.Set(key, resource);
        // A list repeats what is known: no change.
        if (old?.Metadata.ResourceVersion is not { } version || version != resource.Metadata.ResourceVersion)
        {
            changed?.Invoke(new Change<T>(old, resource, isInInitialList));
        }

        return key;
    }

    private void Drop(NamespacedName key)
    {
        if (store.Remove(key) is { } old)
        {
            changed?.Invoke(new Change<T>(old, null));
        }
    }

    private void Retain(HashSet<NamespacedName> present)
    {
        foreach (var key in store.List().Select(resource => NamespacedName.Of(resource)).Where(key => !present.Contains(key)))
        {
            Drop(key);
        }
    }

    /// <summary>Drops what nobody reads from a cache, and shares the namespace's text among its objects.</summary>
    private void Slim(V1ObjectMeta metadata)
    {
        metadata.Annotations?.Remove(LastApplied);
        if (metadata.Namespace is { } name)
        {
            metadata.Namespace = namespaces.TryGetValue(name, out var shared) ? shared : namespaces[name] = name;
        }
    }
}
