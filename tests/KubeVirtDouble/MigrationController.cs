using System.Text.Json.Nodes;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>
/// Brings migrations from phase to phase (pkg/virt-controller/watch/migration). One whose instance has other volumes than when it began, or a volume
/// on its way in or out, fails: virt-launcher on the target counts the plugged volumes.
/// </summary>
public static class MigrationController
{
    private static readonly string[] Phases = ["", "Pending", "Scheduling", "Scheduled", "PreparingTarget", "TargetReady", "Running", "Succeeded"];

    /// <summary>Phase of a migration.</summary>
    public static string PhaseOf(JsonObject migration)
    {
        ArgumentNullException.ThrowIfNull(migration);
        return (string?)migration["status"]?["phase"] ?? "";
    }

    /// <summary>Acts on the first migration that can move on; tells whether one did.</summary>
    public static bool Act(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return machine.Migrations.Find(migration => PhaseOf(migration) is not ("Succeeded" or "Failed")) is { } migration && Advance(machine, migration);
    }

    private static bool Advance(Machine machine, JsonObject migration)
    {
        if (machine.Instance is not { } instance || machine.IsEnding)
        {
            return Enter(machine, migration, "Failed");
        }

        var phase = PhaseOf(migration);
        if (machine.Phase != "Running")
        {
            return phase.Length == 0 && Enter(machine, migration, "Pending");
        }

        if (phase is "PreparingTarget" or "TargetReady" && (machine.WasChangedDuringMigration || !AreVolumesAtRest(machine)))
        {
            machine.BrokenMigrations++;
            return Enter(machine, migration, "Failed");
        }

        if (phase == "Running" && machine.IsMemoryBusy)
        {
            return false;
        }

        var next = Phases[Array.IndexOf(Phases, phase) + 1];
        var status = instance.Part("status");
        if (next == "Running")
        {
            status["migrationState"] = new JsonObject { ["startTimestamp"] = machine.Timestamp, ["sourceNode"] = (string?)status["nodeName"] };
        }
        else if (next == "Succeeded")
        {
            status.Part("migrationState")["endTimestamp"] = machine.Timestamp;
            status.Part("migrationState")["completed"] = true;
            var nodes = machine.Settings.Nodes;
            status["nodeName"] = nodes[(nodes.ToList().IndexOf((string)status["nodeName"]!) + 1) % nodes.Count];
            status.Remove("evacuationNodeName");
        }

        return Enter(machine, migration, next);
    }

    private static bool AreVolumesAtRest(Machine machine)
    {
        var instance = machine.Instance!;
        var volumes = instance.Part("spec").Volumes().OfType<JsonObject>().Where(volume => volume.IsHotpluggable()).ToList();
        var plugged = instance.Part("status").List("volumeStatus").OfType<JsonObject>().Where(status => status["hotplugVolume"] is not null).ToList();
        return volumes.Count == plugged.Count && plugged.TrueForAll(status => (string?)status["phase"] == "Ready");
    }

    private static bool Enter(Machine machine, JsonObject migration, string phase)
    {
        if (phase is "Succeeded" or "Failed")
        {
            machine.WasChangedDuringMigration = false;
            if (phase == "Failed" && machine.Instance?["status"]?["migrationState"] is JsonObject state && state["endTimestamp"] is null)
            {
                state["endTimestamp"] = machine.Timestamp;
                state["failed"] = true;
            }
        }

        migration.Part("status")["phase"] = phase;
        return true;
    }
}
