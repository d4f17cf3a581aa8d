using System.Diagnostics.Metrics;
using ConfigDrive.Operator.Telemetry;

namespace ConfigDrive.Operator.Library;

/// <summary>What the audit of the library measures.</summary>
internal static class LibraryMetrics
{
    public static readonly Counter<long> Orphans = OperatorMetrics.Meter.CreateCounter<long>(
        "configdrive_library_orphans_removed_total", description: "Files of the library that belonged to no ConfigDrive and were removed.");

    public static readonly Counter<long> Damaged = OperatorMetrics.Meter.CreateCounter<long>(
        "configdrive_library_damaged_total", description: "Files of the library that somebody else had changed or removed, and that were handed over for repair.");

    public static readonly Histogram<double> AuditDuration = OperatorMetrics.Meter.CreateHistogram<double>(
        "configdrive_library_audit_duration_seconds", "s", "How long a check of the whole library took.");
}
