using System.Text.Json.Nodes;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>Tells that the template has changes that only a restart brings (pkg/virt-controller/watch/vm, syncRestartRequired).</summary>
public static class RestartRequired
{
    /// <summary>Acts once; tells whether anything changed.</summary>
    public static bool Act(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        if (machine is not { Instance: not null, StartedSpec: { } started } || machine.IsEnding)
        {
            return false;
        }

        return IsRequired(machine, started, machine.VirtualMachine.TemplateSpec())
            ? machine.VirtualMachine.SetCondition("RestartRequired", "True", "RestartRequired", "a non-live-updatable field was changed in the template spec")
            : machine.VirtualMachine.ClearCondition("RestartRequired");
    }

    private static bool IsRequired(Machine machine, JsonObject started, JsonObject wanted)
    {
        var isLive = machine.Settings.ChangesMedia ? (Func<JsonObject, bool>)(volume => volume.IsHotpluggable()) : _ => false;
        return !Same(Others(started), Others(wanted))
            || !Same(started.Volumes().OfType<JsonObject>().Where(volume => !isLive(volume)), wanted.Volumes().OfType<JsonObject>().Where(volume => !isLive(volume)))
            || DisksDiffer(started, wanted, isLive);
    }

    private static bool DisksDiffer(JsonObject started, JsonObject wanted, Func<JsonObject, bool> isLive)
    {
        bool HasLiveVolume(JsonObject spec, JsonObject disk) => spec.Volumes().Named(disk.Name()) is { } volume && isLive(volume);
        var added = wanted.Disks().OfType<JsonObject>().Any(disk => started.Disks().Named(disk.Name()) is { } former
            ? !JsonNode.DeepEquals(former, disk) && !HasLiveVolume(wanted, disk)
            : !HasLiveVolume(wanted, disk));
        var removed = started.Disks().OfType<JsonObject>().Any(disk =>
            wanted.Disks().Named(disk.Name()) is null && (disk.IsCdrom() || !HasLiveVolume(started, disk)));
        return added || removed;
    }

    private static List<JsonObject> Others(JsonObject spec)
    {
        var other = (JsonObject)spec.DeepClone();
        other.Remove("volumes");
        other.Part("domain").Part("devices").Remove("disks");
        return [other];
    }

    private static bool Same(IEnumerable<JsonObject> left, IEnumerable<JsonObject> right) =>
        JsonNode.DeepEquals(new JsonArray([.. left.Select(item => item.DeepClone())]), new JsonArray([.. right.Select(item => item.DeepClone())]));
}
