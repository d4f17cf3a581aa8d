using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Controllers;
using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Kubernetes.Finalizers;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Storage;

namespace ConfigDrive.Operator.Reconciling;

/// <summary>
/// Brings one ConfigDrive from what is to what should be: the steps in the order of the pipeline, then one write of the status that tells
/// how far they came.
/// </summary>
internal sealed class ConfigDriveReconciler(
    Cluster cluster,
    IReadOnlyList<IStep> steps,
    RemoveDrive removal,
    Finalizer<V1Alpha1ConfigDrive> finalizer,
    StatusWriter statusWriter,
    EventRecorder events,
    TimeProvider time) : IReconciler
{
    private readonly WriteThrough<V1Alpha1ConfigDrive> written = new(time);
    private readonly HeldStatuses held = new(time);

    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (cluster.ConfigDrives.Store.Find(key) is not { } drive)
        {
            written.Forget(key);
            held.Forget(key);
            return ReconcileResult.Done;
        }

        if (written.IsOutdated(drive))
        {
            return ReconcileResult.Done;
        }

        try
        {
            if (drive.Metadata.DeletionTimestamp is not null)
            {
                return await RemoveAsync(drive, cancellationToken);
            }

            if (drive.Spec.Suspend)
            {
                return ReconcileResult.Done;
            }

            var guarded = await finalizer.AddAsync(drive, cancellationToken);
            written.Record(drive, guarded);
            return await AdvanceAsync(guarded, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsConflict || exception.IsInvalid || exception.IsNotFound)
        {
            // Somebody was faster: the watch brings the newer version, or tells that the ConfigDrive is gone.
            return ReconcileResult.Retry;
        }
    }

    private async Task<ReconcileResult> AdvanceAsync(V1Alpha1ConfigDrive drive, CancellationToken cancellationToken)
    {
        var run = new Reconciliation(drive, held.Find(drive));
        var conditions = new Conditions(run.Status.Conditions, drive.Metadata.Generation, time.GetUtcNow());
        var end = StepResult.Passed;
        TimeSpan? recheck = null;
        foreach (var step in steps)
        {
            var result = await step.RunAsync(run, cancellationToken);
            recheck = Earlier(recheck, result.RecheckAfter);
            if (result.Outcome is not StepOutcome.Passed)
            {
                end = result;
                conditions = conditions.With(step.Condition, end.Holds, end.Reason, end.Message);
            }

            if (!end.Continues)
            {
                break;
            }
        }

        run.Status = run.Status with
        {
            ObservedGeneration = drive.Metadata.Generation,
            LastHandledReconcileAt = run.RequestedAt ?? run.Status.LastHandledReconcileAt,
            Conditions = conditions.Summarize(end).Items,
        };
        if (end.IsProgress && held.Hold(drive, run.Status) is var left && left > TimeSpan.Zero)
        {
            recheck = Earlier(recheck, left);
        }
        else
        {
            await WriteAsync(drive, run, end, cancellationToken);
        }

        foreach (var notice in run.Notices)
        {
            events.Record(drive, notice.Type, notice.Reason, notice.Action, notice.Message);
            if (notice.Also is { } other)
            {
                events.Record(other, notice.Type, notice.Reason, notice.Action, notice.Message);
            }
        }

        return end.Outcome is StepOutcome.Retry ? ReconcileResult.Retry
            : recheck is { } delay && delay > TimeSpan.Zero ? ReconcileResult.RequeueAfter(delay)
            : ReconcileResult.Done;
    }

    private async Task WriteAsync(V1Alpha1ConfigDrive drive, Reconciliation run, StepResult end, CancellationToken cancellationToken)
    {
        var formerReady = drive.Status?.Conditions.FirstOrDefault(condition => condition.Type == ConditionTypes.Ready);
        if (!end.Continues && !end.IsProgress && formerReady?.Reason != end.Reason)
        {
            run.Notices.Add(new Notice(EventType.Warning, end.Reason, "Reconcile", end.Message));
        }

        written.Record(drive, await statusWriter.WriteAsync(drive, run.Status, cancellationToken));
        held.Forget(NamespacedName.Of(drive));
    }

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    private async Task<ReconcileResult> RemoveAsync(V1Alpha1ConfigDrive drive, CancellationToken cancellationToken)
    {
        if (!finalizer.IsOn(drive))
        {
            return ReconcileResult.Done;
        }

        StepResult end;
        try
        {
            end = await removal.RunAsync(drive, cancellationToken);
        }
        catch (SecondaryStoreException exception)
        {
            end = StepResult.Retry(exception.Reason, exception.Message);
        }

        if (!end.Continues)
        {
            return await TellWhatHoldsAsync(drive, end, cancellationToken);
        }

        events.Record(drive, EventType.Normal, Reasons.Removed, "Remove", "Removed the drive and all that belonged to it");
        await finalizer.RemoveAsync(drive, cancellationToken);
        return ReconcileResult.Done;
    }

    private async Task<ReconcileResult> TellWhatHoldsAsync(V1Alpha1ConfigDrive drive, StepResult end, CancellationToken cancellationToken)
    {
        var run = new Reconciliation(drive);
        run.Status = run.Status with { Conditions = new Conditions(run.Status.Conditions, drive.Metadata.Generation, time.GetUtcNow()).Summarize(end).Items };
        await WriteAsync(drive, run, end, cancellationToken);
        foreach (var notice in run.Notices)
        {
            events.Record(drive, notice.Type, notice.Reason, "Remove", notice.Message);
        }

        return end.Outcome is StepOutcome.Retry ? ReconcileResult.Retry : ReconcileResult.Done;
    }
}
