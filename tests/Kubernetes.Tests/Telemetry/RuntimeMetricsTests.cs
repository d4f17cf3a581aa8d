using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Controllers;
using ConfigDrive.Kubernetes.Telemetry;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Kubernetes.Tests.Telemetry;

public sealed class RuntimeMetricsTests : IDisposable
{
    private readonly string name = $"controller-{Guid.NewGuid():N}";
    private readonly ConcurrentDictionary<string, double> sums = [];
    private readonly ConcurrentQueue<Activity> spans = [];
    private readonly MeterListener meters = new();
    private readonly ActivityListener activities;

    public RuntimeMetricsTests()
    {
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == RuntimeMetrics.SourceName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.Start();
        activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RuntimeMetrics.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(activities);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        meters.Dispose();
        activities.Dispose();
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Controller_Outcomes_AreCountedUnderTheNamesOfControllerRuntime()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var time = new VirtualTime();
        using var controller = new Controller(name, new Outcomes(), new ControllerOptions { Workers = 2 }, timeProvider: time);
        var running = controller.RunAsync(stop.Token);
        string[] outcomes = ["done", "retry", "after", "fail", "panic"];
        foreach (var outcome in outcomes)
        {
            controller.Queue.Add(new("ns", outcome));
        }

        await Eventually.TrueAsync(() => Sum("controller_runtime_reconcile_time_seconds", count: true), count => count == outcomes.Length, Cancellation);
        Assert.Equal(1, Sum("controller_runtime_reconcile_total", "result=success"));
        Assert.Equal(1, Sum("controller_runtime_reconcile_total", "result=requeue"));
        Assert.Equal(1, Sum("controller_runtime_reconcile_total", "result=requeue_after"));
        Assert.Equal(2, Sum("controller_runtime_reconcile_total", "result=error"));
        Assert.Equal(2, Sum("controller_runtime_reconcile_errors_total"));
        Assert.Equal(0, Sum("controller_runtime_terminal_reconcile_errors_total"));
        Assert.Equal(1, Sum("controller_runtime_reconcile_panics_total"));
        Assert.Equal(2, Sum("controller_runtime_max_concurrent_reconciles"));
        Assert.Equal(0, Sum("controller_runtime_active_workers"));
        Assert.Equal(outcomes.Length, Sum("workqueue_adds_total"));
        Assert.Equal(3, Sum("workqueue_retries_total"));
        Assert.Equal(outcomes.Length, Sum("workqueue_queue_duration_seconds", count: true));
        var span = await Eventually.TrueAsync(
            () => spans.FirstOrDefault(activity => activity.OperationName == $"Reconcile {name}" && (string?)activity.GetTagItem("k8s.object.name") == "fail"),
            ended => ended is not null,
            Cancellation);
        Assert.Equal(ActivityStatusCode.Error, span!.Status);
        Assert.DoesNotContain(span.TagObjects, tag => $"{tag.Value}".Contains("s3cret", StringComparison.Ordinal));
        await stop.CancelAsync();
        await running;
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Queue_WorkUnderWay_IsObserved()
    {
        var time = new VirtualTime();
        using var queue = new WorkQueue<string>(name, timeProvider: time);
        queue.Add("a");
        queue.Add("b");
        queue.Add("c");
        await queue.GetAsync(Cancellation);
        time.Advance(TimeSpan.FromSeconds(2));
        await queue.GetAsync(Cancellation);
        time.Advance(TimeSpan.FromSeconds(3));
        meters.RecordObservableInstruments();
        Assert.Equal(1, Sum("workqueue_depth"));
        Assert.Equal(8, Sum("workqueue_unfinished_work_seconds"));
        Assert.Equal(5, Sum("workqueue_longest_running_processor_seconds"));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Client_Requests_AreCountedByCodeAndTracedWithoutTheirQuery()
    {
        await using var server = await ScriptedApiServer.StartAsync(Cancellation);
        server.Then("""{"items":[],"metadata":{}}""").ThenFails(404, "NotFound");
        using var client = new KubernetesClient(server.Configuration);
        await client.Resource(Resources.Pods).ListAsync(new ListOptions { LabelSelector = "a=s3cret" }, Cancellation);
        await client.Resource(Resources.Pods).FindAsync(new("ns", "x"), Cancellation);
        var host = $"host={server.Configuration.Server.Authority}";
        Assert.Equal(1, sums[$"rest_client_requests_total code=200 {host} method=GET"]);
        Assert.Equal(1, sums[$"rest_client_requests_total code=404 {host} method=GET"]);
        var traced = spans.Where(span => Equals(span.GetTagItem("server.address"), "127.0.0.1") && Equals(span.GetTagItem("url.path"), "/api/v1/pods")).ToList();
        Assert.NotEmpty(traced);
        Assert.DoesNotContain(traced.SelectMany(span => span.TagObjects), tag => $"{tag.Value}".Contains("s3cret", StringComparison.Ordinal));
    }

    private double Sum(string instrument, string with = "", bool count = false) => sums
        .Where(entry => entry.Key.StartsWith($"{instrument}{(count ? "#count" : "")} ", StringComparison.Ordinal))
        .Where(entry => entry.Key.Contains($"controller={name}", StringComparison.Ordinal) && (with.Length == 0 || entry.Key.Split(' ').Contains(with)))
        .Sum(entry => entry.Value);

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));
        sums.AddOrUpdate($"{instrument.Name} {labels}", value, (_, sum) => sum + value);
        sums.AddOrUpdate($"{instrument.Name}#count {labels}", 1, (_, sum) => sum + 1);
    }

    private sealed class Outcomes : IReconciler
    {
        public Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken) => key.Name switch
        {
            "retry" => Task.FromResult(ReconcileResult.Retry),
            "after" => Task.FromResult(ReconcileResult.RequeueAfter(TimeSpan.FromHours(1))),
            "fail" => throw new IOException("s3cret"),
            "panic" => throw new InvalidCastException("oops"),
            _ => Task.FromResult(ReconcileResult.Done),
        };
    }
}
