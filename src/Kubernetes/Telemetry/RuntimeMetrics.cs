using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ConfigDrive.Kubernetes.Telemetry;

/// <summary>The source of the runtime's metrics and traces, under the names that dashboards for controller-runtime and client-go use.</summary>
public static class RuntimeMetrics
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string SourceName = "ConfigDrive.Kubernetes";

    internal static readonly Meter Meter = new(SourceName);
    internal static readonly ActivitySource Activities = new(SourceName);

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "rest_client_requests_total", description: "Requests to the API server, by code, method and host.");

    private static readonly Histogram<double> RequestDuration = Meter.CreateHistogram<double>(
        "rest_client_request_duration_seconds", "s", "Time to the head of the answer, by method and host.");

    // client-go has no such metric, because its informers stop at an unreadable object.
    private static readonly Gauge<int> UnreadableObjects = Meter.CreateGauge<int>(
        "informer_unreadable_objects", description: "Objects that the server has and that cannot be read.");

    private static readonly Gauge<int> LeaderStatus = Meter.CreateGauge<int>("leader_election_master_status", description: "1 while this process leads.");

    internal static void ReportUnreadable(string resource, int count) => UnreadableObjects.Record(count, new KeyValuePair<string, object?>("resource", resource));

    internal static void ReportLeader(string lease, bool isLeader) => LeaderStatus.Record(isLeader ? 1 : 0, new KeyValuePair<string, object?>("name", lease));

    internal static void CountRequest(string code, string method, string host, TimeSpan duration)
    {
        Requests.Add(1, new("code", code), new("method", method), new("host", host));
        RequestDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("verb", method), new("host", host));
    }
}

/// <summary>Counts and traces one request. The span has method and path, never a query or a body.</summary>
internal sealed class RequestScope(string method, string path, Uri server) : IDisposable
{
    private readonly long start = Stopwatch.GetTimestamp();
    private readonly Activity? activity = RuntimeMetrics.Activities.StartActivity(method, ActivityKind.Client)
        ?.SetTag("http.request.method", method).SetTag("url.path", path).SetTag("server.address", server.Host);
    private string code = "<error>";

    public void Answered(int status)
    {
        code = status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        activity?.SetTag("http.response.status_code", status).SetStatus(status < 400 ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
    }

    public void Failed(Exception exception) =>
        activity?.SetTag("error.type", exception.GetType().Name).SetStatus(ActivityStatusCode.Error, exception.Message);

    public void Dispose()
    {
        RuntimeMetrics.CountRequest(code, method, server.Authority, Stopwatch.GetElapsedTime(start));
        activity?.Dispose();
    }
}
