using System.Collections.Concurrent;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Controllers;
using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Kubernetes.Finalizers;
using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Reconciles one ConfigDrive: the steps in the order of <see cref="DriveSteps"/>, then one write of the status that says how far they came.
/// </summary>
internal sealed partial class ConfigDriveReconciler(
    ClusterCache cluster,
    IReadOnlyList<IStep> steps,
    IReadOnlyList<IStep> removal,
    HandOver handOver,
    Finalizer<V1Alpha1ConfigDrive> finalizer,
    StatusWriter statusWriter,
    EventRecorder events,
    ILogger logger,
    TimeProvider time) : IReconciler
{
    /// <summary>How many conflicts in a row are not reported.</summary>
    private const int SilentConflicts = 5;

    private readonly StepLoop pipeline = new(steps, logger, time);
    private readonly StepLoop remover = new(removal, logger, time);
    private readonly WriteThrough<V1Alpha1ConfigDrive> written = new(time);
    private readonly DeferredStatuses deferred = new(time);
    private readonly ConcurrentDictionary<NamespacedName, int> conflicts = new();
    private readonly ConcurrentDictionary<NamespacedName, string> failures = new();

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (cluster.ConfigDrives.Store.Find(key) is not { } drive)
        {
            return Forget(key);
        }

        var isDeleted = drive.Metadata.DeletionTimestamp is not null;
        if (written.IsOutdated(drive) || (isDeleted && !finalizer.IsOn(drive)))
        {
            return ReconcileResult.Done;
        }

        try
        {
            if (!cluster.Serves(drive))
            {
                handOver.Run(drive);
                return Forget(key);
            }

            return isDeleted ? await RemoveAsync(drive, cancellationToken)
                : drive.Spec.Suspend ? await SuspendAsync(drive, cancellationToken)
                : await AdvanceAsync(drive, cancellationToken);
        }
#pragma warning disable CA1031 // The finalizer or the status cannot be written: only the log is left.
        catch (Exception exception) when (StepFailure.Covers(exception, cancellationToken))
#pragma warning restore CA1031
        {
            // One that is not found was deleted: the watch delivers that.
            Report(key, exception is KubernetesException { IsNotFound: true } ? StepResult.Conflict(exception.Message) : StepFailure.Explain(exception), exception);
            return ReconcileResult.Retry;
        }
    }

    private ReconcileResult Forget(NamespacedName key)
    {
        written.Forget(key);
        deferred.Forget(key);
        Settle(key);
        return ReconcileResult.Done;
    }

    /// <summary>Changes nothing but the status, which says so, and keeps what it said of the drive.</summary>
    private async Task<ReconcileResult> SuspendAsync(V1Alpha1ConfigDrive drive, CancellationToken cancellationToken)
    {
        const string Message = "Nothing of the drive is changed until spec.suspend is false";
        var context = new ReconcileContext(drive, deferred.Find(drive));
        var conditions = new Conditions(context.Status.Conditions, drive.Metadata.Generation, time.GetUtcNow());
        if (conditions.Find(ConditionTypes.Suspended) is null)
        {
            context.Events.Add(new PendingEvent(EventType.Normal, Reasons.Suspended, "Suspend", Message));
            Log.Outcome(logger, drive.Metadata.Namespace, drive.Metadata.Name, drive.Spec.VirtualMachineRef.Name, Reasons.Suspended, Message);
        }

        context.Status = context.Status with
        {
            ObservedGeneration = drive.Metadata.Generation,
            Conditions = conditions.With(ConditionTypes.Suspended, isTrue: true, Reasons.Suspended, Message).Without(ConditionTypes.Reconciling).Items,
        };
        written.Record(drive, await statusWriter.WriteAsync(drive, context.Status, cancellationToken));
        deferred.Forget(NamespacedName.From(drive));
        Publish(context);
        Settle(NamespacedName.From(drive));
        return ReconcileResult.Done;
    }

    private async Task<ReconcileResult> AdvanceAsync(V1Alpha1ConfigDrive found, CancellationToken cancellationToken)
    {
        var drive = await finalizer.AddAsync(found, cancellationToken);
        written.Record(found, drive);
        var context = new ReconcileContext(drive, deferred.Find(drive));
        Resume(context);
        var (end, recheck) = await RunAsync(context, cancellationToken);
        if (IsSilent(NamespacedName.From(drive), end))
        {
            return ReconcileResult.Retry;
        }

        context.Status = context.Status with
        {
            ObservedGeneration = drive.Metadata.Generation,
            LastHandledReconcileAt = context.RequestedAt ?? context.Status.LastHandledReconcileAt,
        };
        var patience = end.IsProgress ? DeferredStatuses.Longest : StatusWriter.HasOtherInputsAlone(drive, context.Status) ? DeferredStatuses.LongestOfInputs : TimeSpan.Zero;
        if (patience > TimeSpan.Zero && deferred.Defer(drive, context.Status, patience) is var left && left > TimeSpan.Zero)
        {
            recheck = recheck < left ? recheck : left;
        }
        else
        {
            await WriteStatusAsync(context, end, "Reconcile", cancellationToken);
        }

        Publish(context);
        Settle(NamespacedName.From(drive));
        return end.Outcome is StepOutcome.Retry or StepOutcome.Conflict ? ReconcileResult.Retry
            : recheck is { } delay && delay > TimeSpan.Zero ? ReconcileResult.RequeueAfter(delay)
            : ReconcileResult.Done;
    }

    private async Task<LoopEnd> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.RunAsync(context, cancellationToken);
        }
        finally
        {
            context.ReleaseImage();
        }
    }

    private static void Resume(ReconcileContext context)
    {
        if (context.Status.Conditions.Any(condition => condition.Type == ConditionTypes.Suspended))
        {
            context.Status = context.Status with { Conditions = [.. context.Status.Conditions.Where(condition => condition.Type != ConditionTypes.Suspended)] };
            context.Events.Add(new PendingEvent(EventType.Normal, Reasons.Resumed, "Resume", "spec.suspend is false again"));
        }
    }

    private async Task<ReconcileResult> RemoveAsync(V1Alpha1ConfigDrive drive, CancellationToken cancellationToken)
    {
        var context = new ReconcileContext(drive);
        var (end, _) = await remover.RunAsync(context, cancellationToken);
        if (IsSilent(NamespacedName.From(drive), end))
        {
            return ReconcileResult.Retry;
        }

        if (!end.Continues)
        {
            await WriteStatusAsync(context, end, "Remove", cancellationToken);
            Publish(context);
            Settle(NamespacedName.From(drive));
            return end.Outcome is StepOutcome.Waiting ? ReconcileResult.Done : ReconcileResult.Retry;
        }

        Publish(context);
        events.Record(drive, EventType.Normal, Reasons.Removed, "Remove", "Removed the drive and everything that belonged to it");
        await finalizer.RemoveAsync(drive, cancellationToken);
        Log.Removed(logger, drive.Metadata.Namespace, drive.Metadata.Name, drive.Spec.VirtualMachineRef.Name);
        return ReconcileResult.Done;
    }

    /// <summary>Whether a run ended in a conflict that is not reported: the watch delivers what somebody else wrote.</summary>
    private bool IsSilent(NamespacedName key, StepResult end) =>
        end.Outcome is StepOutcome.Conflict && conflicts.AddOrUpdate(key, 1, (_, count) => count + 1) <= SilentConflicts;

    private void Settle(NamespacedName key)
    {
        conflicts.TryRemove(key, out _);
        failures.TryRemove(key, out _);
    }

    private async Task WriteStatusAsync(ReconcileContext context, StepResult end, string action, CancellationToken cancellationToken)
    {
        var drive = context.Drive;
        var former = drive.Status?.Conditions.FirstOrDefault(condition => condition.Type == ConditionTypes.Ready);
        var ready = context.Status.Conditions.First(condition => condition.Type == ConditionTypes.Ready);
        if (!end.Continues && !end.IsProgress && former?.Reason != end.Reason && end.Reason != Reasons.NamespaceTerminating)
        {
            context.Events.Add(new PendingEvent(EventType.Warning, end.Reason, action, end.Message));
        }

        written.Record(drive, await statusWriter.WriteAsync(drive, context.Status, cancellationToken));
        deferred.Forget(NamespacedName.From(drive));

        // Only now: a status that cannot be written is retried, and its outcome changes once.
        if (former is null || former.Reason != ready.Reason || former.Message != ready.Message)
        {
            Log.Outcome(logger, drive.Metadata.Namespace, drive.Metadata.Name, drive.Spec.VirtualMachineRef.Name, ready.Reason, ready.Message);
        }
    }

    private void Publish(ReconcileContext context)
    {
        foreach (var pending in context.Events)
        {
            events.Record(context.Drive, pending.Type, pending.Reason, pending.Action, pending.Message);
            if (pending.AlsoOn is { } other)
            {
                events.Record(other, pending.Type, pending.Reason, pending.Action, pending.Message);
            }
        }
    }

    private void Report(NamespacedName key, StepResult failure, Exception exception)
    {
        if (IsSilent(key, failure) || (failures.TryGetValue(key, out var reported) && reported == failure.Message))
        {
            return;
        }

        failures[key] = failure.Message;
        Log.CannotTell(logger, key.Namespace, key.Name, failure.Reason, failure.Message, StepFailure.IsInternal(failure) ? exception : null);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "ConfigDrive {Namespace}/{Name} of VirtualMachine {VirtualMachine}: {Reason}: {Message}")]
        public static partial void Outcome(ILogger logger, string? @namespace, string? name, string virtualMachine, string reason, string message);

        [LoggerMessage(2, LogLevel.Information, "ConfigDrive {Namespace}/{Name} of VirtualMachine {VirtualMachine}: Removed")]
        public static partial void Removed(ILogger logger, string? @namespace, string? name, string virtualMachine);

        [LoggerMessage(3, LogLevel.Warning, "ConfigDrive {Namespace}/{Name} cannot be written: {Reason}: {Message}")]
        public static partial void CannotTell(ILogger logger, string @namespace, string name, string reason, string message, Exception? exception);
    }
}
