using System.Text.Json.Nodes;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>Brings an instance from phase to phase, and out of the world when it was deleted (pkg/virt-controller/watch/vmi, pkg/virt-handler).</summary>
public static class InstanceController
{
    private const string FirstNode = "node1";

    /// <summary>Acts once; tells whether anything changed.</summary>
    public static bool Act(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        if (machine.Instance is not { } instance)
        {
            return false;
        }

        if (instance["metadata"]!["deletionTimestamp"] is not null)
        {
            return End(machine);
        }

        switch (machine.Phase)
        {
            case "Pending":
                return Enter(machine, "Scheduling");
            case "Scheduling":
                instance.Part("status")["nodeName"] = FirstNode;
                return Enter(machine, "Scheduled");
            case "Scheduled" when VolumeController.AreMounted(machine):
                machine.Starts.Add(new Start(
                    (string)instance["metadata"]!["uid"]!,
                    instance.Part("spec").Volumes().OfType<JsonObject>().Where(volume => volume.ClaimName() is not null)
                        .ToDictionary(volume => volume.Name(), volume => volume.ClaimName()!)));
                return Enter(machine, "Running");
            default:
                return false;
        }
    }

    /// <summary>The guest shuts itself down.</summary>
    public static void PowerOff(Machine machine) => Enter(machine, "Succeeded");

    /// <summary>The guest's agent reports.</summary>
    public static void ConnectAgent(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        machine.Instance!.SetCondition("AgentConnected", "True", "", "");
    }

    private static bool End(Machine machine)
    {
        if (machine.Phase is "Succeeded" or "Failed")
        {
            machine.Instance = null;
            machine.StartedSpec = null;
            return true;
        }

        return Enter(machine, machine.Phase == "Running" ? "Succeeded" : "Failed");
    }

    private static bool Enter(Machine machine, string phase)
    {
        var status = machine.Instance!.Part("status");
        status["phase"] = phase;
        status.List("phaseTransitionTimestamps").Add(new JsonObject { ["phase"] = phase, ["phaseTransitionTimestamp"] = machine.Timestamp });
        return true;
    }
}
