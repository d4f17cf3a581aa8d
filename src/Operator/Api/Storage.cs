using System.ComponentModel;
using System.Text.Json.Serialization;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("The library of images.")]
internal sealed record SecondaryStorage
{
    [Description("When the image leaves the library: as the VirtualMachine stops, or with the ConfigDrive.")]
    [Schema(Default = "\"OnStop\"")]
    public ReclaimPolicy Reclaim { get; init; }
}

/// <summary>When an image leaves the library.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReclaimPolicy>))]
internal enum ReclaimPolicy
{
    /// <summary>When the VirtualMachine stops.</summary>
    OnStop,

    /// <summary>When the ConfigDrive is deleted.</summary>
    OnDelete,
}

[Description("The claim that the VirtualMachine reads; what is absent comes from the operator's settings.")]
internal sealed record PrimaryStorage
{
    [Description("Storage class of the claim.")]
    [Schema(MaxLength = 253)]
    public string? StorageClassName { get; init; }

    [Description("Access modes of the claim. Live migration needs ReadWriteMany.")]
    [Schema(MaxItems = 4, ListType = "set")]
    public IReadOnlyList<AccessMode> AccessModes { get => field ?? []; init; }

    [Description("Whether the image is the file disk.img or the block device itself.")]
    public VolumeMode? VolumeMode { get; init; }

    [Description("Size of the claim.")]
    [Schema(IntOrString = true)]
    public ResourceQuantity? Size { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<AccessMode>))]
internal enum AccessMode
{
    ReadWriteOnce,
    ReadWriteMany,
    ReadOnlyMany,
    ReadWriteOncePod,
}

[JsonConverter(typeof(JsonStringEnumConverter<VolumeMode>))]
internal enum VolumeMode
{
    /// <summary>A file system that holds <c>disk.img</c>.</summary>
    Filesystem,

    Block,
}

[Description("How the drive is attached to the VirtualMachine.")]
internal sealed record AttachmentSpec
{
    [Description("Managed: the operator patches the VirtualMachine. Manual: it fills the claim, and the user wires the VirtualMachine.")]
    [Schema(Default = "\"Managed\"")]
    public AttachmentMode Mode { get; init; }

    [Description("Name of the disk and of the volume in the VirtualMachine.")]
    [Schema(Default = "\"configdrive\"", Pattern = $"^{NamePattern.Label}$", PatternInWords = NamePattern.LabelInWords, MaxLength = 63)]
    public string DiskName { get => field ?? "configdrive"; init; }

    [Description("Bus of the CD-ROM. Default: sata on amd64, scsi on arm64 and s390x.")]
    public DiskBus? Bus { get; init; }

    [Description("Live: change the medium of a running VirtualMachine where KubeVirt can. NextStart: wait for its next start.")]
    [Schema(Default = "\"Live\"")]
    public UpdatePolicy Update { get; init; }

    [Description("Whether to eject the drive once the guest has booted with it, so that ReadWriteOnce storage does not pin the VirtualMachine to its node.")]
    public bool DetachAfterBoot { get; init; }
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
