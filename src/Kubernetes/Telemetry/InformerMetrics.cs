using System.Diagnostics.Metrics;

namespace ConfigDrive.Kubernetes.Telemetry;

/// <summary><c>informer_unreadable_objects</c>: client-go has no name for it, as it does not go on.</summary>
internal static class InformerMetrics
{
    private static readonly Gauge<int> Unreadable = RuntimeMetrics.Meter.CreateGauge<int>(
        "informer_unreadable_objects", description: "Objects that the server has and that cannot be read.");

    public static void ReportUnreadable(string resource, int count) => Unreadable.Record(count, new KeyValuePair<string, object?>("resource", resource));
}
