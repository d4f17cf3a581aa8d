using System.Text.Json.Nodes;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>
/// The bus of a CD-ROM that names none: that of the preference (pkg/instancetype/preference/apply/disk.go), else the default of the architecture
/// (pkg/defaults). KubeVirt fills it in in the instance, and in a copy of the VirtualMachine that its webhooks judge.
/// </summary>
internal static class CdromBus
{
    /// <summary>Name of the bus.</summary>
    public static string Of(JsonObject cdrom, KubeVirtSettings settings, JsonObject virtualMachine) =>
        (string?)cdrom["bus"]
        ?? (virtualMachine["spec"]?["preference"] is null ? null : settings.PreferredCdromBus)
        ?? ((string?)virtualMachine.TemplateSpec()["architecture"] is "arm64" or "s390x" ? "virtio" : "sata");

    /// <summary>Fills it in in the spec of an instance of the VirtualMachine.</summary>
    public static void Fill(JsonObject instanceSpec, KubeVirtSettings settings, JsonObject virtualMachine)
    {
        foreach (var cdrom in instanceSpec.Disks().Select(disk => disk!["cdrom"]).OfType<JsonObject>())
        {
            cdrom["bus"] = Of(cdrom, settings, virtualMachine);
        }
    }
}
