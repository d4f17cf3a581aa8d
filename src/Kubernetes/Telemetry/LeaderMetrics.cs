using System.Diagnostics.Metrics;

namespace ConfigDrive.Kubernetes.Telemetry;

/// <summary><c>leader_election_master_status</c>, client-go's name for who leads.</summary>
internal static class LeaderMetrics
{
    private static readonly Gauge<int> Status = RuntimeMetrics.Meter.CreateGauge<int>(
        "leader_election_master_status", description: "1 while this process leads.");

    public static void Report(string lease, bool isLeader) => Status.Record(isLeader ? 1 : 0, new KeyValuePair<string, object?>("name", lease));
}
