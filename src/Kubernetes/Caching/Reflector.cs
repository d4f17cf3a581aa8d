using ConfigDrive.Kubernetes.Telemetry;
using ConfigDrive.Kubernetes.Watching;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Kubernetes.Caching;

/// <summary>Writes what a watcher tells into a store, and tells subscribers of the changes that this makes, in order, one at a time.</summary>
internal sealed class Reflector<T>(Store<T> store, UnreadableReport report)
    where T : class, IKubernetesObject
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    private readonly Lock gate = new();
    private readonly Dictionary<string, string> namespaces = new(StringComparer.Ordinal);
    private Action<Change<T>>? changed;
    private Action<NamespacedName>? unreadableChanged;
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

    /// <summary>From now on tells of each object that can no longer be read, or is gone after it could not be.</summary>
    public void SubscribeUnreadable(Action<NamespacedName> handler)
    {
        lock (gate)
        {
            unreadableChanged += handler;
        }
    }

    /// <summary>Takes in one event.</summary>
    public void Apply(WatcherEvent<T> happened)
    {
        lock (gate)
        {
            switch (happened)
            {
                case WatcherEvent<T>.Init:
                    listed = [];
                    break;
                case WatcherEvent<T>.InitApply(var resource):
                    listed.Add(Put(resource, isInInitialList: !hasListed));
                    break;
                case WatcherEvent<T>.InitDone:
                    Retain(listed);
                    listed = [];
                    hasListed = true;
                    break;
                case WatcherEvent<T>.Apply(var resource):
                    Put(resource, isInInitialList: false);
                    break;
                case WatcherEvent<T>.Unreadable(var found):
                    listed.Add(found.Key);
                    SetAside(found);
                    break;
                case WatcherEvent<T>.Delete(var key):
                    listed.Remove(key);
                    Drop(key);
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
        Slim(resource);
        var key = NamespacedName.From(resource);
        var wasUnreadable = store.FindUnreadable(key) is not null;
        T? old;
        try
        {
            old = store.Set(key, resource);
        }
#pragma warning disable CA1031 // An index that stumbles over one object must not keep the informer from the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            SetAside(new UnreadableObject(key, resource.Metadata.ResourceVersion ?? "", $"an index ({exception.GetType().Name})"));
            return key;
        }

        if (wasUnreadable)
        {
            report.Readable(key, store.ListUnreadable().Count);
        }

        // A list repeats what is known: no change.
        if (old?.Metadata.ResourceVersion is not { } version || version != resource.Metadata.ResourceVersion)
        {
            changed?.Invoke(new Change<T>(old, resource, isInInitialList));
        }

        return key;
    }

    /// <summary>For subscribers, what cannot be read is gone until it can be read again.</summary>
    private void SetAside(UnreadableObject unreadable)
    {
        var known = store.FindUnreadable(unreadable.Key);
        var old = store.SetUnreadable(unreadable);
        if (known != unreadable)
        {
            report.Unreadable(unreadable, store.ListUnreadable().Count);
        }

        if (old is not null)
        {
            changed?.Invoke(new Change<T>(old, null));
        }

        if (known is null)
        {
            unreadableChanged?.Invoke(unreadable.Key);
        }
    }

    private void Drop(NamespacedName key)
    {
        var wasUnreadable = store.FindUnreadable(key) is not null;
        if (store.Remove(key) is { } old)
        {
            changed?.Invoke(new Change<T>(old, null));
        }

        if (wasUnreadable)
        {
            report.Gone(store.ListUnreadable().Count);
            unreadableChanged?.Invoke(key);
        }
    }

    private void Retain(HashSet<NamespacedName> present)
    {
        var known = store.List().Select(resource => NamespacedName.From(resource)).Concat(store.ListUnreadable().Select(unreadable => unreadable.Key));
        foreach (var key in known.Where(key => !present.Contains(key)))
        {
            Drop(key);
        }
    }

    /// <summary>Drops what nobody reads from a cache, and shares the namespace's text among its objects.</summary>
    private void Slim(T resource)
    {
        resource.Metadata.Annotations?.Remove(LastApplied);
        if (resource.Metadata.Namespace is { } name)
        {
            var shared = namespaces.TryGetValue(name, out var known) ? known : namespaces[name] = name;
            resource.Metadata = resource.Metadata with { Namespace = shared };
        }
    }
}

/// <summary>Tells of objects that cannot be read: once for each version, with name and JSON path and never with a value.</summary>
internal sealed partial class UnreadableReport(string resource, ILogger logger)
{
    public void Unreadable(UnreadableObject found, int count)
    {
        Log.Unreadable(logger, resource, found.Key, found.Fault);
        InformerMetrics.ReportUnreadable(resource, count);
    }

    public void Readable(NamespacedName key, int count)
    {
        Log.Readable(logger, resource, key);
        InformerMetrics.ReportUnreadable(resource, count);
    }

    public void Gone(int count) => InformerMetrics.ReportUnreadable(resource, count);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Cannot read {Resource} {Object}: it does not fit at {Fault}; it is left alone until it is corrected")]
        public static partial void Unreadable(ILogger logger, string resource, NamespacedName @object, string fault);

        [LoggerMessage(2, LogLevel.Information, "Can read {Resource} {Object} again")]
        public static partial void Readable(ILogger logger, string resource, NamespacedName @object);
    }
}
