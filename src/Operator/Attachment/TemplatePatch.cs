namespace ConfigDrive.Operator.Attachment;

/// <summary>
/// The one JSON patch that brings the drive in a VirtualMachine's template to what is wanted. The lists of disks and volumes are atomic, so
/// each operation on an element is guarded by a test of what was there; the disks and volumes of the user are only tested, never written.
/// </summary>
internal static class TemplatePatch
{
    private const string Disks = "/spec/template/spec/domain/devices/disks";
    private const string Volumes = "/spec/template/spec/volumes";

    /// <summary>The patch; <c>null</c> when nothing is to be changed.</summary>
    public static JsonPatch? To(V1VirtualMachine virtualMachine, string diskName, string? bus, WantedDrive wanted)
    {
        var template = virtualMachine.Spec.Template.Spec;
        var patch = VolumeTo(new JsonPatch(), virtualMachine, template.Volumes, diskName, wanted.ClaimName);
        patch = DiskTo(patch, virtualMachine, template.Domain.Devices.Disks, diskName, bus, wanted.HasDrive);
        return patch.Count == 0 ? null : AnnotationTo(patch, virtualMachine, AddedBy(virtualMachine, diskName, wanted));
    }

    /// <summary>What the operator will have added once the drive is as wanted.</summary>
    private static AddedParts AddedBy(V1VirtualMachine virtualMachine, string diskName, WantedDrive wanted)
    {
        var (present, template) = (AddedParts.Read(virtualMachine), DriveInTemplate.Read(virtualMachine, diskName));
        return new AddedParts(
            !wanted.HasDrive ? present.Disks.Remove(diskName) : template.Disk is null ? present.Disks.Add(diskName) : present.Disks,
            wanted.ClaimName is null ? present.Volumes.Remove(diskName) : template.Volume is null ? present.Volumes.Add(diskName) : present.Volumes);
    }

    private static JsonPatch AnnotationTo(JsonPatch patch, V1VirtualMachine virtualMachine, AddedParts added)
    {
        var (present, value) = (virtualMachine.Metadata.Annotations ?? [], added.ToString());
        var path = JsonPatch.Pointer("metadata", "annotations", Annotations.Added);
        return present.GetValueOrDefault(Annotations.Added, "") == value ? patch
            : value.Length == 0 ? patch.Remove(path)
            : present.Count > 0 ? patch.Add(path, value)
            : TestUnchanged(patch, virtualMachine).Add("/metadata/annotations", new JsonObject { [Annotations.Added] = value });
    }

    private static JsonPatch DiskTo(JsonPatch patch, V1VirtualMachine virtualMachine, IReadOnlyList<Disk> disks, string diskName, string? bus, bool wanted)
    {
        var index = disks.ToList().FindIndex(disk => disk.Name == diskName);
        if (wanted == index >= 0)
        {
            return patch;
        }

        if (!wanted)
        {
            // The user may have given the name to another disk.
            return TestUnchanged(patch, virtualMachine).Remove(At(Disks, index));
        }

        var cdrom = bus is null ? [] : new JsonObject { ["bus"] = bus };
        var disk = new JsonObject { ["name"] = diskName, ["cdrom"] = cdrom };
        return Append(patch, virtualMachine, Disks, [.. disks.Select(existing => existing.Name)], disk);
    }

    private static JsonPatch VolumeTo(JsonPatch patch, V1VirtualMachine virtualMachine, IReadOnlyList<Volume> volumes, string diskName, string? wanted)
    {
        var index = volumes.ToList().FindIndex(volume => volume.Name == diskName);
        if (index < 0)
        {
            var volume = new JsonObject
            {
                ["name"] = diskName,
                ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = wanted, ["hotpluggable"] = true },
            };
            return wanted is null ? patch : Append(patch, virtualMachine, Volumes, [.. volumes.Select(existing => existing.Name)], volume);
        }

        var present = volumes[index].PersistentVolumeClaim!;
        if (present.ClaimName == wanted && present.Hotpluggable)
        {
            return patch;
        }

        patch = patch.Test(At(Volumes, index, "name"), diskName).Test(At(Volumes, index, "persistentVolumeClaim", "claimName"), present.ClaimName);
        return wanted is null
            ? patch.Remove(At(Volumes, index))
            : patch.Replace(At(Volumes, index, "persistentVolumeClaim", "claimName"), wanted)
                .Add(At(Volumes, index, "persistentVolumeClaim", "hotpluggable"), true);
    }

    // At the end: the user's drives keep their names in the guest, and the removal of a volume must not move a containerDisk, whose path contains
    // its index (kubevirt/kubevirt#17175).
    private static JsonPatch Append(JsonPatch patch, V1VirtualMachine virtualMachine, string list, IReadOnlyList<string> names, JsonObject element)
    {
        if (names.Count == 0)
        {
            // No test operation can tell an empty list from an absent one: the version of the whole object guards it.
            return TestUnchanged(patch, virtualMachine).Add(list, new JsonArray(element));
        }

        for (var index = 0; index < names.Count; index++)
        {
            patch = patch.Test(At(list, index, "name"), names[index]);
        }

        return patch.Add($"{list}/-", element);
    }

    private static JsonPatch TestUnchanged(JsonPatch patch, V1VirtualMachine virtualMachine) =>
        patch.Test("/metadata/resourceVersion", virtualMachine.Metadata.ResourceVersion);

    private static string At(string list, int index, params ReadOnlySpan<string> fields) =>
        list + JsonPatch.Pointer([index.ToString(CultureInfo.InvariantCulture), .. fields]);
}

/// <summary>The bus of a CD-ROM.</summary>
internal static class CdromBus
{
    /// <summary>
    /// The bus that the user wants, or the one that works: <c>sata</c>, <c>scsi</c> or <c>usb</c>; <c>null</c> leaves it to KubeVirt, which takes that of the
    /// preference, else <c>sata</c> (pkg/instancetype/preference/apply/disk.go). On arm64 and s390x KubeVirt's own default is refused for CD-ROMs
    /// (pkg/storage/admitters/disks.go), and a preference may not name a bus.
    /// </summary>
    public static string? For(DiskBus? wanted, V1VirtualMachine virtualMachine, V1VirtualMachineInstance? instance) => wanted switch
    {
        DiskBus.Sata => "sata",
        DiskBus.Scsi => "scsi",
        DiskBus.Usb => "usb",
        _ when (virtualMachine.Spec.Template.Spec.Architecture ?? instance?.Spec.Architecture) is "arm64" or "s390x" => "scsi",
        _ => virtualMachine.Spec.Preference is null ? "sata" : null,
    };
}
