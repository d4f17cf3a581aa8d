using System.Net;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Operator.Copying.Server;

/// <summary>
/// One line of the log and one count for each request: who asked for what, what came of it, how much and how long. Never a token, never a key.
/// </summary>
internal sealed partial class CopyAudit(ILogger logger)
{
    /// <summary>Tells of a request that has ended. A path that is none of ours is not repeated: it may hold anything.</summary>
    public void Record(CopyExchange exchange, string outcome, TimeSpan duration)
    {
        CopyMetrics.Count(outcome, exchange.SentBytes, duration);
        var level = outcome == CopyMetrics.Sent ? LogLevel.Information : LogLevel.Warning;
        var pod = exchange.Pod is { } known ? $"pod {known.Name} (UID {known.Uid})" : "nobody known";
        var wanted = exchange.Wanted is { } path ? $"revision {path.Revision} of ConfigDrive {path.Drive}" : "no path of ours";
        var status = exchange.Context.Response.StatusCode;
        Log.Request(logger, level, pod, exchange.Client, wanted, status, outcome, exchange.SentBytes, (long)duration.TotalMilliseconds);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Message = "Copy request of {Pod} at {Client} for {Wanted}: {Status} {Outcome}, {Bytes} bytes in {Milliseconds} ms")]
        public static partial void Request(
            ILogger logger, LogLevel level, string pod, IPAddress client, string wanted, int status, string outcome, long bytes, long milliseconds);
    }
}
