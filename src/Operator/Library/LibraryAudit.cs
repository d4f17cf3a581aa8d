using ConfigDrive.Kubernetes.Controllers;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Revisions;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Operator.Library;

/// <summary>
/// Compares the whole library with the ConfigDrives from time to time: removes what belongs to none of them, and has the reconciler store again
/// what somebody else changed or removed. Runs on the leader, once the caches are filled.
/// </summary>
internal sealed partial class LibraryAudit(
    ClusterCache cluster,
    KubernetesClient client,
    SecondaryStore library,
    VerifiedFiles verified,
    RevisionKey key,
    WorkQueue<NamespacedName> queue,
    LibraryAuditSettings settings,
    ILogger logger,
    TimeProvider time)
{
    private readonly ResourceClient<ConfigDriveOutline> drives = client.Resource(OperatorResources.ConfigDriveOutlines);

    /// <summary>Audits until cancelled.</summary>
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
            // The regular end.
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
            await LookAtAsync(path, startedAt, cancellationToken);
        }

        foreach (var drive in cluster.ConfigDrives.Store.List())
        {
            if (drive.Status?.Secondary is { } stored && LibraryPath.Parse(stored.Path) is { } path && library.StateOf(path) is null)
            {
                HandOver(path, drive);
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

    private async Task LookAtAsync(LibraryPath path, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        try
        {
            // A place that was listed belongs to a drive that the cache showed before: only from there does the reconciler write.
            await (OwnerOf(path) is { } drive ? CheckAsync(path, drive, cancellationToken) : CheckOrphanAsync(path, startedAt, cancellationToken));
        }
        catch (Exception exception) when (exception is SecondaryStoreException or IOException)
        {
            // One that cannot be read, or went away meanwhile, must not keep the others from being looked at.
            Log.Failed(logger, exception.Message);
        }
    }

    // Operators that serve a namespace each may share one library.
    private bool IsOurs(LibraryPath path) => settings.Namespace is null || path.VirtualMachine.Namespace == settings.Namespace;

    private V1Alpha1ConfigDrive? OwnerOf(LibraryPath path)
    {
        var candidates = cluster.ConfigDrives.Store.ByIndex(Indexes.VirtualMachine, Indexes.Key(path.VirtualMachine));
        return candidates.Count > 0 ? DriveOwner.Oldest(candidates) : null;
    }

    private async Task CheckAsync(LibraryPath path, V1Alpha1ConfigDrive drive, CancellationToken cancellationToken)
    {
        var before = library.StateOf(path);
        if (before is null || drive.Status?.Secondary is not { } stored)
        {
            // Nothing is said to lie there: the reconciler, which may be at work on it, decides.
            queue.Add(NamespacedName.From(drive), isBackground: true);
            return;
        }

        string? found;
        await using (var image = library.OpenRead(path))
        {
            found = await key.RevisionOfAsync(image, cancellationToken);
        }

        if (library.StateOf(path) != before)
        {
            return; // Written while it was read; the next audit looks again.
        }

        if (found == stored.Revision)
        {
            verified.MarkVerified(path, before);
        }
        else
        {
            HandOver(path, drive);
        }
    }

    private void HandOver(LibraryPath path, V1Alpha1ConfigDrive drive)
    {
        verified.MarkSuspect(path);
        LibraryMetrics.Damaged.Add(1);
        Log.Damaged(logger, path);
        queue.Add(NamespacedName.From(drive));
    }

    /// <summary>What the cache does not know is looked for on the server: a drive may be newer than the cache, or not be readable.</summary>
    private async Task CheckOrphanAsync(LibraryPath path, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        var options = new ListOptions { Namespace = path.VirtualMachine.Namespace };
        await foreach (var drive in drives.ListAllAsync(options, cancellationToken))
        {
            // One that does not even say whose it is may be anybody's.
            if (drive.VirtualMachineName is not { } name || name == path.VirtualMachine.Name)
            {
                return;
            }
        }

        // A file that was written since then has an owner that was made since then.
        if (library.StateOf(path) is not { } state || state.LastWrite < startedAt)
        {
            library.Delete(path);
            verified.Forget(path);
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

/// <summary>How the library is audited.</summary>
/// <param name="Interval">How often.</param>
/// <param name="Namespace">The one namespace whose files are looked at; <c>null</c> for all.</param>
internal sealed record LibraryAuditSettings(TimeSpan Interval, string? Namespace);
