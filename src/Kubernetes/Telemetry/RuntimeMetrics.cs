using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ConfigDrive.Kubernetes.Telemetry;

/// <summary>The source of the runtime's metrics and traces, under the names that dashboards for controller-runtime and client-go already use.</summary>
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

    internal static RequestScope StartRequest(string method, string path, Uri server) => new(method, path, server);

    internal static void CountRequest(string code, string method, string host, TimeSpan duration)
    {
        Requests.Add(1, new("code", code), new("method", method), new("host", host));
        RequestDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("verb", method), new("host", host));
    }
}
