using ConfigDrive.Operator.Api.KubeVirt;

namespace ConfigDrive.Operator.VirtualMachines;

/// <summary>Whether an instance moves to another node, or is about to. A changed volume then makes the migration fail.</summary>
internal static class Migrations
{
    /// <summary>Whether a migration has neither succeeded nor failed yet.</summary>
    public static bool IsUnderWay(V1VirtualMachineInstanceMigration migration) => migration.Status?.Phase is not ("Succeeded" or "Failed");

    /// <summary>What moves the instance, for a message; <c>null</c> when nothing does.</summary>
    public static string? Of(V1VirtualMachineInstance instance, IEnumerable<V1VirtualMachineInstanceMigration> migrations)
    {
        if (migrations.FirstOrDefault(IsUnderWay) is { } migration)
        {
            return $"""VirtualMachineInstanceMigration "{migration.Metadata.Name}" is under way""";
        }

        if (instance.Status?.MigrationState?.IsUnderWay() is true)
        {
            return "a migration is under way";
        }

        if (!string.IsNullOrEmpty(instance.Status?.EvacuationNodeName))
        {
            return $"""node "{instance.Status.EvacuationNodeName}" is being evacuated""";
        }

        return instance.Status?.Conditions.Any(condition => condition is { Type: "EvictionRequested", Status: "True" }) is true
            ? "its eviction was requested"
            : null;
    }
}
