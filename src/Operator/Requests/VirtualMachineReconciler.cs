using System.Collections.Concurrent;
using ConfigDrive.Kubernetes.Controllers;
using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Steps;

namespace ConfigDrive.Operator.Requests;

/// <summary>
/// Reconciles one VirtualMachine with the ConfigDrive that its annotations ask for: makes it, changes it, deletes it. A ConfigDrive that somebody wrote for the
/// VirtualMachine wins. What belongs to a deleted VirtualMachine is left to Kubernetes' garbage collector. Writes nothing to VirtualMachines but events.
/// </summary>
internal sealed partial class VirtualMachineReconciler(
    ClusterCache cluster, RequestedDrives drives, DriveOwner owners, EventRecorder events, ILogger logger) : IReconciler
{
    private readonly ConcurrentDictionary<NamespacedName, string> told = new();

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (cluster.VirtualMachines.Store.Find(key) is not { Metadata.DeletionTimestamp: null } virtualMachine || !cluster.Serves(virtualMachine))
        {
            told.TryRemove(key, out _);
            return ReconcileResult.Done;
        }

        try
        {
            await ReconcileAsync(key, virtualMachine, cancellationToken);
            return ReconcileResult.Done;
        }
#pragma warning disable CA1031 // The VirtualMachine has no status of ours: an event on it tells its user.
        catch (Exception exception) when (StepFailure.Covers(exception, cancellationToken))
#pragma warning restore CA1031
        {
            return Explain(virtualMachine, exception);
        }
    }

    private async Task ReconcileAsync(NamespacedName key, V1VirtualMachine virtualMachine, CancellationToken cancellationToken)
    {
        var request = DriveRequest.Read(virtualMachine);
        var present = drives.Of(key);
        var requested = present.Where(RequestedDrives.IsRequested).ToList();
        if (request.Faults.Count > 0)
        {
            TellOnce(virtualMachine, Reasons.InvalidAnnotation, "Read", $"{string.Join("; ", request.Faults)}. Until that is corrected, no ConfigDrive is made, changed or deleted");
        }
        else if (request.Fields is null)
        {
            await DeleteAsync(virtualMachine, requested, "no annotation asks for it any more", cancellationToken);
            told.TryRemove(key, out _);
        }
        else if (await FindOtherAsync(key, present, cancellationToken) is { } other)
        {
            await DeleteAsync(virtualMachine, requested, $"{other}, which somebody wrote, wins", cancellationToken);
            TellOnce(virtualMachine, Reasons.ConfigDriveExists, "Read", $"{other} exists and wins: the annotations have no effect. Remove them, or delete it");
        }
        else
        {
            await SettleAsync(virtualMachine, requested, request.Fields, cancellationToken);
            told.TryRemove(key, out _);
        }
    }

    /// <summary>What somebody wrote that has the place of the requested ConfigDrive, for a message; <c>null</c> when nothing has.</summary>
    private async Task<string?> FindOtherAsync(NamespacedName key, IReadOnlyList<V1Alpha1ConfigDrive> present, CancellationToken cancellationToken)
    {
        IEnumerable<IKubernetesObject> readable = present;
        var others = readable.Concat(await owners.UnreadableAsync(key, cancellationToken)).Where(drive => !RequestedDrives.IsRequested(drive)).ToList();
        return others.Count > 0 ? $"ConfigDrive {Echo.One(DriveOwner.Oldest(others).Metadata.Name!)}"
            : cluster.ConfigDrives.Store.Find(key) is { } namesake && ClusterCache.VirtualMachineOf(namesake) != key
                ? $"ConfigDrive {Echo.One(key.Name)} of VirtualMachine {Echo.One(namesake.Spec.VirtualMachineRef.Name)}"
            : null;
    }

    private async Task SettleAsync(V1VirtualMachine virtualMachine, List<V1Alpha1ConfigDrive> requested, JsonObject fields, CancellationToken cancellationToken)
    {
        var former = requested.Where(drive => !RequestedDrives.IsOwnedBy(drive, virtualMachine)).ToList();
        await DeleteAsync(virtualMachine, former, "it belonged to a VirtualMachine of the same name that is gone", cancellationToken);
        if (requested.Count == 0)
        {
            await drives.CreateAsync(virtualMachine, fields, cancellationToken);
            Tell(virtualMachine, EventType.Normal, Reasons.ConfigDriveCreated, "Create", $"Created ConfigDrive {Echo.One(virtualMachine.Metadata.Name!)}, as annotations ask");
        }
        else if (former.Count == 0 && requested.Find(drive => drive.Metadata.DeletionTimestamp is null) is { } drive
            && await drives.ChangeAsync(drive, virtualMachine, fields, cancellationToken))
        {
            Tell(virtualMachine, EventType.Normal, Reasons.ConfigDriveChanged, "Update", $"Changed ConfigDrive {Echo.One(drive.Metadata.Name!)}, as annotations ask");
        }
    }

    private async Task DeleteAsync(V1VirtualMachine virtualMachine, IEnumerable<V1Alpha1ConfigDrive> requested, string why, CancellationToken cancellationToken)
    {
        foreach (var drive in requested.Where(drive => drive.Metadata.DeletionTimestamp is null))
        {
            await drives.DeleteAsync(drive, cancellationToken);
            Tell(virtualMachine, EventType.Normal, Reasons.ConfigDriveDeleted, "Delete", $"Deleted ConfigDrive {Echo.One(drive.Metadata.Name!)}: {why}");
        }
    }

    /// <summary>One that exists already, and a conflict, mean that the cache is behind: the watch delivers it.</summary>
    private ReconcileResult Explain(V1VirtualMachine virtualMachine, Exception exception)
    {
        var failure = StepFailure.Explain(exception);
        if (exception is KubernetesException { IsNamespaceTerminating: true })
        {
            return ReconcileResult.Done;
        }

        if (exception is not KubernetesException { IsAlreadyExists: true } && failure.Outcome is not StepOutcome.Conflict)
        {
            TellOnce(virtualMachine, failure.Reason, "Reconcile", failure.Message, StepFailure.IsInternal(failure) ? exception : null);
        }

        return ReconcileResult.Retry;
    }

    /// <summary>A warning, when it was not the last one for this VirtualMachine. A process that starts tells it again: events live for an hour.</summary>
    private void TellOnce(V1VirtualMachine virtualMachine, string reason, string action, string message, Exception? exception = null)
    {
        var key = NamespacedName.From(virtualMachine);
        var news = $"{virtualMachine.Metadata.Uid} {reason} {message}";
        if (!told.TryGetValue(key, out var last) || last != news)
        {
            told[key] = news;
            Tell(virtualMachine, EventType.Warning, reason, action, message, exception);
        }
    }

    private void Tell(V1VirtualMachine virtualMachine, EventType type, string reason, string action, string message, Exception? exception = null)
    {
        events.Record(virtualMachine, type, reason, action, message);
        Log.Told(logger, virtualMachine.Metadata.Namespace, virtualMachine.Metadata.Name, reason, message, exception);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "VirtualMachine {Namespace}/{Name}: {Reason}: {Message}")]
        public static partial void Told(ILogger logger, string? @namespace, string? name, string reason, string message, Exception? exception);
    }
}
