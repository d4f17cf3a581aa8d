using System.Text.Json.Nodes;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>Makes and deletes the instance as the run strategy says (pkg/virt-controller/watch/vm).</summary>
public static class VirtualMachineController
{
    /// <summary>Acts once; tells whether anything changed.</summary>
    public static bool Act(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        var isWanted = machine.VirtualMachine["metadata"]?["deletionTimestamp"] is null
            && (string?)machine.VirtualMachine["spec"]?["runStrategy"] is "Always";
        if (machine.Instance is null)
        {
            return isWanted ? Create(machine) : SetStatus(machine, created: false, "Stopped");
        }

        if (machine.Instance["metadata"]!["deletionTimestamp"] is null && (!isWanted || machine.IsEnding))
        {
            Delete(machine);
            return true;
        }

        return SetStatus(machine, created: true, machine.IsEnding ? "Stopping" : machine.Phase == "Running" ? "Running" : "Starting");
    }

    /// <summary>Deletes the instance, as <c>virtctl restart</c> does too.</summary>
    public static void Delete(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        machine.Instance!.Part("metadata")["deletionTimestamp"] = machine.Timestamp;
    }

    private static bool Create(Machine machine)
    {
        var metadata = machine.VirtualMachine.Part("metadata");
        var template = machine.VirtualMachine.TemplateSpec();
        var spec = (JsonObject)template.DeepClone();
        CdromBus.Fill(spec, machine.Settings, machine.VirtualMachine);
        machine.Instance = new JsonObject
        {
            ["apiVersion"] = "kubevirt.io/v1",
            ["kind"] = "VirtualMachineInstance",
            ["metadata"] = new JsonObject
            {
                ["name"] = (string?)metadata["name"],
                ["namespace"] = (string?)metadata["namespace"],
                ["uid"] = Guid.NewGuid().ToString(),
                ["creationTimestamp"] = machine.Timestamp,
                ["ownerReferences"] = new JsonArray(new JsonObject
                {
                    ["apiVersion"] = "kubevirt.io/v1",
                    ["kind"] = "VirtualMachine",
                    ["name"] = (string?)metadata["name"],
                    ["uid"] = (string?)metadata["uid"],
                    ["controller"] = true,
                    ["blockOwnerDeletion"] = true,
                }),
            },
            ["spec"] = spec,
            ["status"] = new JsonObject { ["phase"] = "Pending" },
        };
        machine.StartedSpec = (JsonObject)template.DeepClone();
        machine.VirtualMachine.ClearCondition("RestartRequired");
        machine.VirtualMachine.ClearCondition("Failure");
        SetStatus(machine, created: true, "Starting");
        return true;
    }

    private static bool SetStatus(Machine machine, bool created, string printable)
    {
        var status = machine.VirtualMachine.Part("status");
        if ((bool?)status["created"] == created && (string?)status["printableStatus"] == printable)
        {
            return false;
        }

        status["created"] = created;
        status["ready"] = printable == "Running";
        status["printableStatus"] = printable;
        return true;
    }
}
