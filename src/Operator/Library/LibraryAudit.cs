using System.Diagnostics.Metrics;
using ConfigDrive.Kubernetes.Controllers;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Revisions;
using ConfigDrive.Operator.Telemetry;

namespace ConfigDrive.Operator.Library;

/// <summary>
/// Periodically compares the whole library with the ConfigDrives: removes what belongs to none of them, and has the reconciler store again what
/// somebody else changed or removed. Runs on the leader, once the caches are filled.
/// </summary>
internal sealed partial class LibraryAudit(
    ClusterCache cluster,
    KubernetesClient client,
    SecondaryStore library,
    RevisionKey key,
    WorkQueue<NamespacedName> queue,
    LibraryAuditSettings settings,
    ILogger logger,
    TimeProvider time)
{
    private readonly ResourceClient<ConfigDriveOutline> drives = client.Resource(OperatorResources.ConfigDriveOutlines);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(settings.Interval, time);
        try
        {
            do
            {
                await TryAuditAsync(cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The normal end.
        }
    }

    /// <summary>One pass over the library.</summary>
    /// <exception cref="SecondaryStoreException">The library cannot be read.</exception>
    internal async Task AuditAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var startedAt = time.GetUtcNow();
        foreach (var path in library.List().Where(IsOurs))
        {
            await InspectAsync(path, startedAt, cancellationToken);
        }

        foreach (var drive in cluster.ConfigDrives.Store.List().Where(drive => cluster.Serves(drive) && !IsOfAnotherKey(drive)))
        {
            if (drive.Status?.Secondary is { } stored && LibraryPath.Parse(stored.Path) is { } path && library.StateOf(path) is null)
            {
                RequestRepair(path, drive);
            }
        }

        LibraryMetrics.AuditDuration.Record(time.GetElapsedTime(start).TotalSeconds);
    }

    private async Task TryAuditAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AuditAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is SecondaryStoreException or KubernetesException or HttpRequestException or TimeoutException)
        {
            Log.Failed(logger, exception.Message);
        }
    }

    private async Task InspectAsync(LibraryPath path, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        try
        {
            // A listed path belongs to a drive that the cache showed before: the reconciler writes only for those.
            await (OwnerOf(path) is { } drive ? CheckAsync(path, drive, cancellationToken) : CheckOrphanAsync(path, startedAt, cancellationToken));
        }
        catch (SecondaryStoreException exception)
        {
            // One that cannot be read, or was deleted meanwhile, must not keep the others from being inspected.
            Log.Failed(logger, exception.Message);
        }
    }

    // Operators of other namespaces may share one library.
    private bool IsOurs(LibraryPath path) => settings.Namespaces is [] || settings.Namespaces.Contains(path.VirtualMachine.Namespace);

    private V1Alpha1ConfigDrive? OwnerOf(LibraryPath path)
    {
        var candidates = cluster.ConfigDrives.Store.ByIndex(Indexes.VirtualMachine, Indexes.Key(path.VirtualMachine)).Where(cluster.Serves).ToList();
        return candidates.Count > 0 ? DriveOwner.Oldest(candidates) : null;
    }

    private async Task CheckAsync(LibraryPath path, V1Alpha1ConfigDrive drive, CancellationToken cancellationToken)
    {
        var before = library.StateOf(path);
        if (before is null || drive.Status is not { Secondary: { } stored } status || IsOfAnotherKey(drive))
        {
            // Nothing is known to be stored there, or what is cannot be judged: the reconciler, which may be working on it, decides.
            queue.Add(NamespacedName.From(drive), isBackground: true);
            return;
        }

        var found = await library.ReadAsync(path, image => key.DigestOfAsync(image, stored.Revision, cancellationToken));
        if (library.StateOf(path) != before)
        {
            return; // Written while it was read; the next audit checks it.
        }

        if (found == status.DigestOf(stored.Revision))
        {
            library.MarkVerified(path, before);
        }
        else
        {
            RequestRepair(path, drive);
        }
    }

    private bool IsOfAnotherKey(V1Alpha1ConfigDrive drive) => drive.Status?.RevisionKeyID is { } id && id != key.Id;

    private void RequestRepair(LibraryPath path, V1Alpha1ConfigDrive drive)
    {
        library.MarkSuspect(path);
        LibraryMetrics.Damaged.Add(1);
        Log.Damaged(logger, path);
        queue.Add(NamespacedName.From(drive));
    }

    /// <summary>A drive that the cache does not have is looked for on the server: it may be newer than the cache, or unreadable.</summary>
    private async Task CheckOrphanAsync(LibraryPath path, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        var options = new ListOptions { Namespace = path.VirtualMachine.Namespace, LabelSelector = cluster.Selector.Text };
        await foreach (var drive in drives.ListAllAsync(options, cancellationToken))
        {
            // One that does not even name its VirtualMachine may be the owner.
            if (drive.VirtualMachineName is not { } name || name == path.VirtualMachine.Name)
            {
                return;
            }
        }

        // A file that was written since then has an owner that was created since then.
        if (library.StateOf(path) is not { } state || state.LastWrite < startedAt)
        {
            library.Delete(path);
            LibraryMetrics.Orphans.Add(1);
            Log.Removed(logger, path);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Removed {Path} from the library: it belonged to no ConfigDrive")]
        public static partial void Removed(ILogger logger, LibraryPath path);

        [LoggerMessage(2, LogLevel.Warning, "Somebody else changed or removed {Path}: it is stored again")]
        public static partial void Damaged(ILogger logger, LibraryPath path);

        [LoggerMessage(3, LogLevel.Warning, "Could not audit the library: {Error}")]
        public static partial void Failed(ILogger logger, string error);
    }
}

/// <summary>How often the library is audited, and for which namespaces; all when empty.</summary>
internal sealed record LibraryAuditSettings(TimeSpan Interval, IReadOnlyList<string> Namespaces);

internal static class LibraryMetrics
{
    public static readonly Counter<long> Orphans = OperatorMetrics.Meter.CreateCounter<long>(
        "configdrive_library_orphans_removed_total", description: "Files of the library that belonged to no ConfigDrive and were removed.");

    public static readonly Counter<long> Damaged = OperatorMetrics.Meter.CreateCounter<long>(
        "configdrive_library_damaged_total", description: "Files of the library that somebody else had changed or removed, and that were queued for repair.");

    public static readonly Histogram<double> AuditDuration = OperatorMetrics.Meter.CreateHistogram<double>(
        "configdrive_library_audit_duration_seconds", "s", "How long a check of the whole library took.");
}
