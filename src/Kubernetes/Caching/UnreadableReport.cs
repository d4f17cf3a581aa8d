using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Telemetry;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Kubernetes.Caching;

/// <summary>Tells of objects that cannot be read: once for each version, with name and JSON path and never with a value.</summary>
internal sealed partial class UnreadableReport(string resource, ILogger logger)
{
    public void Unreadable(UnreadableObject found, int count)
    {
        Log.Unreadable(logger, resource, found.Key, found.Fault);
        InformerMetrics.ReportUnreadable(resource, count);
    }

    public void Readable(NamespacedName key, int count)
    {
        Log.Readable(logger, resource, key);
        InformerMetrics.ReportUnreadable(resource, count);
    }

    public void Gone(int count) => InformerMetrics.ReportUnreadable(resource, count);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Cannot read {Resource} {Object}: it does not fit at {Fault}; it is left alone until it is corrected")]
        public static partial void Unreadable(ILogger logger, string resource, NamespacedName @object, string fault);

        [LoggerMessage(2, LogLevel.Information, "Can read {Resource} {Object} again")]
        public static partial void Readable(ILogger logger, string resource, NamespacedName @object);
    }
}
