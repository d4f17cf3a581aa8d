using System.Diagnostics.Metrics;
using ConfigDrive.Operator.Telemetry;

namespace ConfigDrive.Operator.Copying.Server;

/// <summary>The metrics of the copy endpoint.</summary>
internal static class CopyMetrics
{
    /// <summary>Outcome of a request that was answered with the whole image.</summary>
    public const string Sent = "Sent";

    private static readonly Counter<long> Requests = OperatorMetrics.Meter.CreateCounter<long>(
        "configdrive_copy_requests_total", description: "Requests to the copy endpoint, by outcome.");

    private static readonly Counter<long> Bytes = OperatorMetrics.Meter.CreateCounter<long>(
        "configdrive_copy_sent_bytes_total", "By", "Bytes of images that the copy endpoint sent.");

    private static readonly Histogram<double> Duration = OperatorMetrics.Meter.CreateHistogram<double>(
        "configdrive_copy_request_duration_seconds", "s", "How long requests to the copy endpoint took, by outcome.");

    /// <summary>Counts a request that has ended.</summary>
    public static void Count(string outcome, long bytes, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>("outcome", outcome);
        Requests.Add(1, tag);
        Bytes.Add(bytes);
        Duration.Record(duration.TotalSeconds, tag);
    }
}
