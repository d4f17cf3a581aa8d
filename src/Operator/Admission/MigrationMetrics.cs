using System.Diagnostics.Metrics;
using ConfigDrive.Operator.Telemetry;

namespace ConfigDrive.Operator.Admission;

/// <summary>The metrics of the webhook.</summary>
internal static class MigrationMetrics
{
    private static readonly Counter<long> Reviews = OperatorMetrics.Meter.CreateCounter<long>(
        "configdrive_migration_reviews_total", description: "Migrations that the webhook was asked about, by outcome.");

    /// <summary>Counts an answer.</summary>
    public static void Count(bool isAllowed) => Reviews.Add(1, new KeyValuePair<string, object?>("outcome", isAllowed ? "Allowed" : "Refused"));
}
