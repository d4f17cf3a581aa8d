using ConfigDrive.Kubernetes.Telemetry;
using ConfigDrive.Kubernetes.Watching;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Kubernetes.Caching;

/// <summary>
/// Writes the events of a watcher to a store, and reports the changes that this makes to subscribers, in order, one at a time. Objects that cannot be read are
/// logged once for each version, with name and JSON path and never with a value.
/// </summary>
internal sealed partial class Reflector<T>(Store<T> store, string type, ILogger logger)
    where T : class, IKubernetesObject
{
    private readonly Lock gate = new();
    private Action<Change<T>>? changed;
    private Action<NamespacedName>? unreadableChanged;

    /// <summary>Reports every object in the store, and from then on each change.</summary>
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

    /// <summary>From now on reports each object that can no longer be read, or is deleted after it could not be.</summary>
    public void SubscribeUnreadable(Action<NamespacedName> handler)
    {
        lock (gate)
        {
            unreadableChanged += handler;
        }
    }

    /// <summary>Applies one event of one of the watches.</summary>
    public void Apply(WatcherEvent<T> happened, WatchedPart part)
    {
        lock (gate)
        {
            switch (happened)
            {
                case WatcherEvent<T>.Init:
                    part.Listed.Clear();
                    break;
                case WatcherEvent<T>.InitApply(var resource):
                    part.Listed.Add(Put(resource, isInInitialList: !part.HasListed));
                    break;
                case WatcherEvent<T>.InitDone:
                    Retain(part);
                    part.Listed.Clear();
                    part.HasListed = true;
                    break;
                case WatcherEvent<T>.Apply(var resource):
                    Put(resource, isInInitialList: false);
                    break;
                case WatcherEvent<T>.Unreadable(var found):
                    part.Listed.Add(found.Key);
                    SetUnreadable(found);
                    break;
                case WatcherEvent<T>.Delete(var key):
                    part.Listed.Remove(key);
                    Drop(key);
                    break;
            }
        }
    }

    /// <summary>Treats all objects of one of the watches as deleted.</summary>
    public void Clear(WatchedPart part)
    {
        lock (gate)
        {
            part.Listed.Clear();
            Retain(part);
        }
    }

    private NamespacedName Put(T resource, bool isInInitialList)
    {
        if (resource.Metadata.Namespace is { } name)
        {
            // Thousands of objects share it.
            resource.Metadata = resource.Metadata with { Namespace = string.Intern(name) };
        }

        var key = NamespacedName.From(resource);
        var wasUnreadable = store.FindUnreadable(key) is not null;
        T? old;
        try
        {
            old = store.Set(key, resource);
        }
        catch (Exception exception)
        {
            // An index that fails on one object must not keep the informer from the others.
            SetUnreadable(new UnreadableObject(key, resource.Metadata.ResourceVersion ?? "", $"an index ({exception.GetType().Name})"));
            return key;
        }

        if (wasUnreadable)
        {
            Log.Readable(logger, type, key);
            CountUnreadable();
        }

        // A list repeats what is known: no change.
        if (old?.Metadata.ResourceVersion is not { } version || version != resource.Metadata.ResourceVersion)
        {
            changed?.Invoke(new Change<T>(old, resource, isInInitialList));
        }

        return key;
    }

    /// <summary>For subscribers, an object that cannot be read is deleted until it can be read again.</summary>
    private void SetUnreadable(UnreadableObject unreadable)
    {
        var known = store.FindUnreadable(unreadable.Key);
        var old = store.SetUnreadable(unreadable);
        if (known != unreadable)
        {
            Log.Unreadable(logger, type, unreadable.Key, unreadable.Fault);
            CountUnreadable();
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
            CountUnreadable();
            unreadableChanged?.Invoke(key);
        }
    }

    private void Retain(WatchedPart part)
    {
        var known = store.List().Select(resource => NamespacedName.From(resource)).Concat(store.ListUnreadable().Select(unreadable => unreadable.Key));
        foreach (var key in known.Where(key => part.Covers(key) && !part.Listed.Contains(key)))
        {
            Drop(key);
        }
    }

    private void CountUnreadable() => RuntimeMetrics.ReportUnreadable(type, store.ListUnreadable().Count);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Cannot read {Resource} {Object}: it does not fit at {Fault}; it is ignored until it is corrected")]
        public static partial void Unreadable(ILogger logger, string resource, NamespacedName @object, string fault);

        [LoggerMessage(2, LogLevel.Information, "Can read {Resource} {Object} again")]
        public static partial void Readable(ILogger logger, string resource, NamespacedName @object);
    }
}

/// <summary>What one of several watches of a type has of the store: a namespace, or all of them when it is null.</summary>
internal sealed class WatchedPart(string? @namespace)
{
    /// <summary>The objects of the list that is being received.</summary>
    public HashSet<NamespacedName> Listed { get; } = [];

    /// <summary>Whether a list was received completely.</summary>
    public bool HasListed { get; set; }

    public bool Covers(NamespacedName key) => @namespace is null || key.Namespace == @namespace;
}
