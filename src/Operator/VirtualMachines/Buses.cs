using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.KubeVirt;

namespace ConfigDrive.Operator.VirtualMachines;

/// <summary>The bus of a CD-ROM by architecture: KubeVirt's own default is refused for CD-ROMs on arm64 and s390x (pkg/storage/admitters/disks.go).</summary>
internal static class Buses
{
    /// <summary>The bus that the user wants, or the one that works: <c>sata</c>, <c>scsi</c> or <c>usb</c>.</summary>
    public static string For(DiskBus? wanted, V1VirtualMachine virtualMachine, V1VirtualMachineInstance? instance) => wanted switch
    {
        DiskBus.Sata => "sata",
        DiskBus.Scsi => "scsi",
        DiskBus.Usb => "usb",
        _ => (virtualMachine.Spec.Template.Spec.Architecture ?? instance?.Spec.Architecture) is "arm64" or "s390x" ? "scsi" : "sata",
    };
}
