using System.ComponentModel;
using System.Text.Json.Serialization;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("How the drive is attached to the VirtualMachine.")]
internal sealed record AttachmentSpec
{
    [Description("Managed: the operator patches the VirtualMachine. Manual: it fills the claim, and the user wires the VirtualMachine.")]
    [Schema(Default = "\"Managed\"")]
    public AttachmentMode Mode { get; init; }

    [Description("Name of the disk and of the volume in the VirtualMachine.")]
    [Schema(Default = "\"configdrive\"", Pattern = $"^{NamePattern.Label}$", PatternInWords = NamePattern.LabelInWords, MaxLength = 63)]
    public string DiskName { get => field ?? "configdrive"; init; }

    [Description("Bus of the CD-ROM. Default: that of the class, else on amd64 that of the VirtualMachine's preference or sata, on arm64 and s390x scsi.")]
    public DiskBus? Bus { get; init; }

    [Description("Live: change the medium of a running VirtualMachine where KubeVirt can. NextStart: wait for its next start. Default: that of the class, else Live.")]
    public UpdatePolicy? Update { get; init; }

    [Description("Whether to eject the drive once the guest has booted with it, so that ReadWriteOnce storage does not pin the VirtualMachine to its node. Default: that of the class, else false.")]
    public bool? DetachAfterBoot { get; init; }

    /// <summary>This attachment, with the defaults of a class where it is silent. The operator ejects nothing from a VirtualMachine that its user wires.</summary>
    public AttachmentSpec CompletedBy(AttachmentDefaults? defaults) => defaults is null ? this : this with
    {
        Bus = Bus ?? defaults.Bus,
        Update = Update ?? defaults.Update,
        DetachAfterBoot = DetachAfterBoot ?? (Mode is AttachmentMode.Managed ? defaults.DetachAfterBoot : null),
    };
}

[JsonConverter(typeof(JsonStringEnumConverter<AttachmentMode>))]
internal enum AttachmentMode
{
    /// <summary>The operator wires the VirtualMachine.</summary>
    Managed,

    Manual,
}

/// <summary>Bus of a CD-ROM, as KubeVirt accepts it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DiskBus>))]
internal enum DiskBus
{
    [JsonStringEnumMemberName("sata")] Sata,
    [JsonStringEnumMemberName("scsi")] Scsi,
    [JsonStringEnumMemberName("usb")] Usb,
}

/// <summary>When a new revision reaches a running VirtualMachine.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UpdatePolicy>))]
internal enum UpdatePolicy
{
    /// <summary>At once, where KubeVirt can change the medium.</summary>
    Live,

    /// <summary>At the next start.</summary>
    NextStart,
}
