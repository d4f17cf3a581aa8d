using System.Diagnostics;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Telemetry;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Kubernetes.Controllers;

/// <summary>Runs one reconcile with metrics, a span and logs, and adds the key to the queue again as the outcome requires.</summary>
internal sealed partial class Runner(
    string controller,
    IReconciler reconciler,
    WorkQueue<NamespacedName> queue,
    ReconcileMetrics metrics,
    ILogger logger,
    TimeProvider timeProvider)
{
    private readonly string spanName = $"Reconcile {controller}";

    public async Task RunAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        using var activity = RuntimeMetrics.Activities.StartActivity(spanName);
        activity?.SetTag("controller", controller).SetTag("k8s.namespace.name", key.Namespace).SetTag("k8s.object.name", key.Name).SetTag("reconcileID", id);
        using var scope = Log.BeginReconcile(logger, controller, key, id);
        var start = timeProvider.GetTimestamp();
        var outcome = "error";
        metrics.Started();
        try
        {
            outcome = Schedule(key, await reconciler.ReconcileAsync(key, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            outcome = "requeue";
            queue.Add(key);
        }
        catch (Exception exception)
        {
            // Whatever a reconcile throws concerns one object; the others continue.
            activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            Fail(key, exception);
        }
        finally
        {
            metrics.Finished(outcome, timeProvider.GetElapsedTime(start));
        }
    }

    private string Schedule(NamespacedName key, ReconcileResult result)
    {
        if (result.IsRetry)
        {
            queue.AddRateLimited(key);
            return "requeue";
        }

        queue.Forget(key);
        if (result.Delay == TimeSpan.Zero)
        {
            return "success";
        }

        queue.AddAfter(key, result.Delay);
        return "requeue_after";
    }

    private void Fail(NamespacedName key, Exception exception)
    {
        var isPanic = exception is NullReferenceException or InvalidCastException or IndexOutOfRangeException;
        metrics.Failed(isPanic);
        queue.AddRateLimited(key);
        if (isPanic)
        {
            Log.Panic(logger, key, exception);
        }
        else
        {
            Log.Failed(logger, key, OneLine.From(exception), queue.Failures(key));
        }
    }

    private static partial class Log
    {
        private static readonly Func<ILogger, string, NamespacedName, Guid, IDisposable?> Scope =
            LoggerMessage.DefineScope<string, NamespacedName, Guid>("{Controller} {Object} {ReconcileID}");

        public static IDisposable? BeginReconcile(ILogger logger, string controller, NamespacedName key, Guid id) => Scope(logger, controller, key, id);

        [LoggerMessage(1, LogLevel.Error, "Failed to reconcile {Object}, attempt {Attempt}: {Error}")]
        public static partial void Failed(ILogger logger, NamespacedName @object, string error, int attempt);

        [LoggerMessage(3, LogLevel.Critical, "Failed to reconcile {Object} by a fault in this program")]
        public static partial void Panic(ILogger logger, NamespacedName @object, Exception exception);
    }
}
