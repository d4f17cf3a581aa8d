using System.Text.Json.Nodes;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>
/// Brings changed hotpluggable volumes of the template into the running instance (pkg/storage/hotplug/hotplug.go): what is missing or different
/// leaves first, and what is wanted comes only once neither spec nor status knows the name. The disks of CD-ROMs stay.
/// </summary>
public static class DeclarativeHotplug
{
    /// <summary>Acts once; tells whether anything changed.</summary>
    public static bool Act(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        if (!machine.Settings.ChangesMedia || machine is not { Phase: "Running", Instance: { } instance } || machine.IsEnding
            || (string?)machine.VirtualMachine["spec"]?["updateVolumesStrategy"] == "Migration")
        {
            return false;
        }

        var template = machine.VirtualMachine.TemplateSpec();
        var spec = instance.Part("spec");
        var kept = spec.Volumes().OfType<JsonObject>().Where(volume => !volume.IsHotpluggable() || IsSame(volume, template.Volumes().Named(volume.Name()))).ToList();
        var plugged = template.Volumes().OfType<JsonObject>()
            .Where(volume => volume.IsHotpluggable() && spec.Volumes().Named(volume.Name()) is null && machine.VolumeStatus(volume.Name()) is null)
            .ToList();
        if (kept.Count == spec.Volumes().Count && plugged.Count == 0)
        {
            return machine.VirtualMachine.ClearCondition("Failure");
        }

        // The webhook for updates of instances (pkg/storage/admitters/storagehotplug.go): a new volume may bring a disk, but no CD-ROM.
        var newDisks = plugged.Where(volume => spec.Disks().Named(volume.Name()) is null).Select(volume => template.Disks().Named(volume.Name())).OfType<JsonObject>().ToList();
        if (newDisks.Find(disk => disk.IsCdrom()) is { } cdrom)
        {
            machine.RefusedPlugs++;
            return machine.VirtualMachine.SetCondition(
                "Failure", "True", "HotPlugVolumeError",
                $"""admission webhook "virtualmachineinstances-update-validator.kubevirt.io" denied the request: Hotplug configuration for [{cdrom.Name()}] requires diskDevice of type 'disk' or 'lun' to be used.""");
        }

        var volumes = new JsonArray([.. kept.Concat(plugged).Select(volume => volume.DeepClone())]);
        var disks = spec.Disks().OfType<JsonObject>()
            .Where(disk => volumes.Named(disk.Name()) is not null || (disk.IsCdrom() && template.Disks().Named(disk.Name()) is not null))
            .Concat(newDisks);
        spec.Part("domain").Part("devices")["disks"] = new JsonArray([.. disks.Select(disk => disk.DeepClone())]);
        spec["volumes"] = volumes;
        machine.WasChangedDuringMigration |= machine.IsMigrating;
        machine.VirtualMachine.ClearCondition("Failure");
        return true;
    }

    private static bool IsSame(JsonObject volume, JsonObject? other) => other is not null && JsonNode.DeepEquals(volume, other);
}
