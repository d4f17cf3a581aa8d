using System.Diagnostics.Metrics;
using System.Net;
using ConfigDrive.Operator.Telemetry;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Operator.CopyEndpoint;

/// <summary>
/// One line of the log and one count for each request: who asked for what, what came of it, how much and how long. Never a token, never a key.
/// </summary>
internal sealed partial class CopyAudit(ILogger logger)
{
    /// <summary>Tells of a request that has ended. A path that is none of ours is not repeated: it may hold anything.</summary>
    public void Record(CopyRequest request, string outcome, TimeSpan duration)
    {
        CopyMetrics.Count(outcome, request.SentBytes, duration);
        var level = outcome == CopyMetrics.Sent ? LogLevel.Information : LogLevel.Warning;
        var pod = request.Pod is { } known ? $"pod {known.Name} (UID {known.Uid})" : "nobody known";
        var wanted = request.Wanted is { } path ? $"revision {path.Revision} of ConfigDrive {path.Drive}" : "no path of ours";
        var status = request.Context.Response.StatusCode;
        Log.Request(logger, level, pod, request.Client, wanted, status, outcome, request.SentBytes, (long)duration.TotalMilliseconds);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Message = "Copy request of {Pod} at {Client} for {Wanted}: {Status} {Outcome}, {Bytes} bytes in {Milliseconds} ms")]
        public static partial void Request(
            ILogger logger, LogLevel level, string pod, IPAddress client, string wanted, int status, string outcome, long bytes, long milliseconds);
    }
}

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
