using System.Text.Json.Nodes;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>Brings an instance from phase to phase, and out of the world when it was deleted (pkg/virt-controller/watch/vmi, pkg/virt-handler).</summary>
public static class InstanceController
{
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
                instance.Part("status")["nodeName"] = machine.Settings.Nodes[0];
                return Enter(machine, "Scheduled");
            case "Scheduled" when VolumeController.AreMounted(machine):
                machine.Starts.Add(new Start(
                    (string)instance["metadata"]!["uid"]!,
                    instance.Part("spec").Volumes().OfType<JsonObject>().Where(volume => volume.ClaimName() is not null)
                        .ToDictionary(volume => volume.Name(), volume => volume.ClaimName()!)));
                return Enter(machine, "Running");
            case "Running":
                return TellWhetherItCanMove(machine, instance);
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
        machine.Instance!.SetCondition("AgentConnected", "True", "AgentConnected", "The guest agent is connected");
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

    /// <summary>virt-handler's checkVolumesForMigration (pkg/virt-handler/vm.go): nothing but ReadWriteMany is shared, not even for a CD-ROM.</summary>
    private static bool TellWhetherItCanMove(Machine machine, JsonObject instance)
    {
        var unshared = instance.Part("spec").Volumes().OfType<JsonObject>().Select(volume => volume.ClaimName())
            .FirstOrDefault(claim => claim is not null && !machine.AccessModes(claim).Contains("ReadWriteMany"));
        return unshared is null
            ? instance.SetCondition("LiveMigratable", "True")
            : instance.SetCondition(
                "LiveMigratable", "False", "DisksNotLiveMigratable",
                $"cannot migrate VMI: PVC {unshared} is not shared, live migration requires that all PVCs must be shared (using ReadWriteMany access mode)");
    }

    private static bool Enter(Machine machine, string phase)
    {
        var status = machine.Instance!.Part("status");
        status["phase"] = phase;
        status.List("phaseTransitionTimestamps").Add(new JsonObject { ["phase"] = phase, ["phaseTransitionTimestamp"] = machine.Timestamp });
        return true;
    }
}
