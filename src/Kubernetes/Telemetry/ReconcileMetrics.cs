using System.Diagnostics.Metrics;

namespace ConfigDrive.Kubernetes.Telemetry;

/// <summary>The <c>controller_runtime_*</c> metrics of one controller, under controller-runtime's names.</summary>
internal sealed class ReconcileMetrics
{
    private static readonly Counter<long> Total = Counter("controller_runtime_reconcile_total", "Reconciles, by result.");
    private static readonly Counter<long> Errors = Counter("controller_runtime_reconcile_errors_total", "Reconciles that failed.");

    // These two stay at zero: this runtime always retries and does not limit the time of a reconcile. Dashboards query them all the same.
    private static readonly Counter<long> TerminalErrors = Counter(
        "controller_runtime_terminal_reconcile_errors_total", "Reconciles that failed and are not tried again.");
    private static readonly Counter<long> Timeouts = Counter("controller_runtime_reconcile_timeouts_total", "Reconciles that took too long.");

    private static readonly Counter<long> Panics = Counter("controller_runtime_reconcile_panics_total", "Reconciles that failed by a fault in the program.");
    private static readonly Histogram<double> Time = RuntimeMetrics.Meter.CreateHistogram<double>(
        "controller_runtime_reconcile_time_seconds", "s", "How long reconciles took.");

    private static readonly UpDownCounter<long> Workers = RuntimeMetrics.Meter.CreateUpDownCounter<long>(
        "controller_runtime_max_concurrent_reconciles", description: "Workers.");
    private static readonly UpDownCounter<long> Active = RuntimeMetrics.Meter.CreateUpDownCounter<long>(
        "controller_runtime_active_workers", description: "Workers that are reconciling.");

    private readonly KeyValuePair<string, object?> controller;

    public ReconcileMetrics(string controller)
    {
        this.controller = new("controller", controller);
        // So that a series with nothing counted yet differs from one that is missing.
        foreach (var result in (ReadOnlySpan<string>)["success", "error", "requeue", "requeue_after"])
        {
            Total.Add(0, this.controller, new("result", result));
        }

        foreach (var counter in (ReadOnlySpan<Counter<long>>)[Errors, TerminalErrors, Panics, Timeouts])
        {
            counter.Add(0, this.controller);
        }
    }

    public void Started() => Active.Add(1, controller);

    public void Finished(string result, TimeSpan duration)
    {
        Active.Add(-1, controller);
        Total.Add(1, controller, new("result", result));
        Time.Record(duration.TotalSeconds, controller);
    }

    public void Failed(bool isPanic)
    {
        Errors.Add(1, controller);
        Panics.Add(isPanic ? 1 : 0, controller);
    }

    public void WorkersChanged(int by) => Workers.Add(by, controller);

    private static Counter<long> Counter(string name, string description) => RuntimeMetrics.Meter.CreateCounter<long>(name, description: description);
}
