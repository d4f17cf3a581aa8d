using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Controllers;
using ConfigDrive.Kubernetes.Watching;

namespace ConfigDrive.Operator.Certificates;

/// <summary>
/// A controller of one object: inspects it at the start, whenever it changes, on request, and every hour, as certificates end without an event. The
/// same failure is reported once.
/// </summary>
/// <remarks>
/// The object is watched by its name (<c>fieldSelector=metadata.name=…</c>), so that RBAC can grant list and watch for that object alone
/// (<c>resourceNames</c>).
/// </remarks>
internal sealed class ObjectKeeper : IReconciler, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly NamespacedName key;
    private readonly Func<CancellationToken, Task> inspect;
    private readonly Action<string> report;
    private readonly Informer<V1PartialObjectMetadata> informer;
    private readonly Controller controller;
    private string? lastFailure;

    /// <summary>Nothing happens before <see cref="RunAsync"/>. The object need not exist; <c>inspect</c> brings it to what it should be.</summary>
    public ObjectKeeper(
        string name,
        ResourceClient<V1PartialObjectMetadata> objects,
        NamespacedName key,
        Func<CancellationToken, Task> inspect,
        Action<string> report,
        ILogger logger,
        TimeProvider time)
    {
        (this.key, this.inspect, this.report) = (key, inspect, report);
        var options = new ControllerOptions { Workers = 1, InitialBackoff = TimeSpan.FromSeconds(1), LongestBackoff = TimeSpan.FromMinutes(1) };
        controller = new Controller(name, this, options, logger, time);
        var watched = new WatcherOptions { Namespace = key.Namespace is { Length: > 0 } ns ? ns : null, FieldSelector = $"metadata.name={key.Name}" };
        informer = new Informer<V1PartialObjectMetadata>(objects, watched, logger, time);
        informer.Subscribe(_ => RequestCheck());
    }

    public void RequestCheck() => controller.Queue.Add(key);

    /// <summary>Runs until cancelled. The controller does not wait for the informer: the object may not exist, or not be watchable.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        RequestCheck();
        return Task.WhenAll(informer.RunAsync(cancellationToken), controller.RunAsync(cancellationToken));
    }

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        try
        {
            await inspect(cancellationToken);
            lastFailure = null;
            return ReconcileResult.RequeueAfter(Interval);
        }
        catch (Exception exception)
            when (exception is KubernetesException or HttpRequestException or TimeoutException or IOException or InvalidDataException)
        {
            if (exception.Message != lastFailure)
            {
                report(lastFailure = exception.Message);
            }

            return ReconcileResult.Retry;
        }
    }

    public void Dispose() => controller.Dispose();
}
