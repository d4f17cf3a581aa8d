using System.Text.Json.Nodes;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>KubeVirt's validating webhooks, as far as volumes and migrations go (pkg/virt-api/webhooks, pkg/storage/admitters).</summary>
public static class Admission
{
    private const string VirtualMachines = "virtualmachine-validator.kubevirt.io";
    private const string Instances = "virtualmachineinstances-update-validator.kubevirt.io";
    private const string Migrations = "migration-create-validator.kubevirt.io";

    /// <summary>Judges a VirtualMachine that is made (no <paramref name="former"/>) or changed.</summary>
    /// <exception cref="AdmissionException">It is refused.</exception>
    public static void Review(KubeVirtSettings settings, JsonObject? former, JsonObject virtualMachine)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(virtualMachine);
        var spec = virtualMachine.TemplateSpec();
        var (disks, volumes) = (spec.Disks(), spec.Volumes());
        if (Repeats(disks) || Repeats(volumes))
        {
            throw new AdmissionException(VirtualMachines, "spec.template.spec must not have the same Name.");
        }

        for (var index = 0; index < disks.Count; index++)
        {
            Review(settings, virtualMachine, (JsonObject)disks[index]!, $"spec.template.spec.domain.devices.disks[{index}]");
        }

        if (former is not null && (string?)virtualMachine["status"]?["snapshotInProgress"] is { } snapshot
            && !(JsonNode.DeepEquals(former.TemplateSpec().Disks(), disks) && JsonNode.DeepEquals(former.TemplateSpec().Volumes(), volumes)))
        {
            throw new AdmissionException(VirtualMachines, $"Cannot update vm disks or volumes until snapshot \"{snapshot}\" completes");
        }
    }

    /// <summary>Judges an instance that somebody other than KubeVirt changes.</summary>
    /// <exception cref="AdmissionException">It is refused.</exception>
    public static void ReviewInstance(JsonObject former, JsonObject instance)
    {
        ArgumentNullException.ThrowIfNull(former);
        ArgumentNullException.ThrowIfNull(instance);
        if (!JsonNode.DeepEquals(former["spec"], instance["spec"]))
        {
            throw new AdmissionException(Instances, "The request is invalid: : update of VMI object is restricted");
        }
    }

    /// <summary>Judges a migration that is made.</summary>
    /// <exception cref="AdmissionException">It is refused.</exception>
    public static void ReviewMigration(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        if (machine.IsMigrating)
        {
            throw new AdmissionException(Migrations, "in-flight migration detected.");
        }

        if (machine.Instance?.Condition("LiveMigratable") == "False")
        {
            throw new AdmissionException(Migrations, "Cannot migrate VMI, Reason: DisksNotLiveMigratable");
        }
    }

    private static void Review(KubeVirtSettings settings, JsonObject virtualMachine, JsonObject disk, string path)
    {
        switch (disk["cdrom"] is JsonObject cdrom ? CdromBus.Of(cdrom, settings, virtualMachine) : null)
        {
            case "virtio":
                throw new AdmissionException(VirtualMachines, $"{path}.cdrom.bus: Bus type virtio is invalid for CD-ROM device");
            case "ide":
                throw new AdmissionException(VirtualMachines, $"{path}.cdrom.bus: IDE bus is not supported");
        }

        if (virtualMachine.TemplateSpec().Volumes().Named(disk.Name()) is not null)
        {
            return;
        }

        if (!disk.IsCdrom())
        {
            throw new AdmissionException(VirtualMachines, $"{path}.Name '{disk.Name()}' not found.");
        }

        if (!settings.DeclarativeHotplugVolumes)
        {
            throw new AdmissionException(VirtualMachines, $"{path}.name: DeclarativeHotplugVolumes feature gate not enabled, cannot define an empty CD-ROM disk");
        }
    }

    private static bool Repeats(JsonArray list) => list.OfType<JsonObject>().GroupBy(element => element.Name(), StringComparer.Ordinal).Any(group => group.Count() > 1);
}
