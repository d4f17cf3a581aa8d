using System.Diagnostics.Metrics;

namespace ConfigDrive.Operator.Telemetry;

/// <summary>The source of the metrics that are the operator's own; those of its runtime are <see cref="Kubernetes.Telemetry.RuntimeMetrics"/>'s.</summary>
internal static class OperatorMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string SourceName = "ConfigDrive.Operator";

    public static readonly Meter Meter = new(SourceName);
}
