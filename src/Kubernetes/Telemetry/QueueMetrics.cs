using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ConfigDrive.Kubernetes.Telemetry;

/// <summary>The <c>workqueue_*</c> metrics of one queue, under client-go's names.</summary>
internal sealed class QueueMetrics : IDisposable
{
    private static readonly ConcurrentDictionary<QueueMetrics, Func<QueueState>> Queues = [];

    private static readonly Counter<long> Adds = RuntimeMetrics.Meter.CreateCounter<long>(
        "workqueue_adds_total", description: "Keys added.");

    private static readonly Counter<long> Retries = RuntimeMetrics.Meter.CreateCounter<long>(
        "workqueue_retries_total", description: "Keys added after a failure.");

    private static readonly Histogram<double> QueueDuration = RuntimeMetrics.Meter.CreateHistogram<double>(
        "workqueue_queue_duration_seconds", "s", "How long a key waited before it was handed out.");

    private static readonly Histogram<double> WorkDuration = RuntimeMetrics.Meter.CreateHistogram<double>(
        "workqueue_work_duration_seconds", "s", "How long the work on a key took.");

    private readonly KeyValuePair<string, object?> name;
    private readonly KeyValuePair<string, object?> controller;

    static QueueMetrics()
    {
        RuntimeMetrics.Meter.CreateObservableGauge("workqueue_depth", () => Observe(state => (double)state.Depth), description: "Keys that wait.");
        RuntimeMetrics.Meter.CreateObservableGauge(
            "workqueue_unfinished_work_seconds", () => Observe(state => state.UnfinishedSeconds), "s", "How long the work in progress has taken so far.");
        RuntimeMetrics.Meter.CreateObservableGauge(
            "workqueue_longest_running_processor_seconds", () => Observe(state => state.LongestRunningSeconds), "s", "How long the oldest work in progress has taken.");
    }

    public QueueMetrics(string queue, Func<QueueState> observe)
    {
        name = new("name", queue);
        controller = new("controller", queue);
        Queues[this] = observe;
    }

    public void Added() => Adds.Add(1, name, controller);

    public void Retried() => Retries.Add(1, name, controller);

    public void Taken(TimeSpan waited) => QueueDuration.Record(waited.TotalSeconds, name, controller);

    public void Finished(TimeSpan worked) => WorkDuration.Record(worked.TotalSeconds, name, controller);

    public void Dispose() => Queues.TryRemove(this, out _);

    private static IEnumerable<Measurement<double>> Observe(Func<QueueState, double> value) =>
        Queues.Select(queue => new Measurement<double>(value(queue.Value()), queue.Key.name, queue.Key.controller));
}

/// <summary>The number of keys that wait, and how long the work in progress has taken so far: all of it, and the oldest.</summary>
internal sealed record QueueState(int Depth, double UnfinishedSeconds, double LongestRunningSeconds);
