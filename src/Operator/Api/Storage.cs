using System.ComponentModel;
using System.Text.Json.Serialization;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("The library of images.")]
internal sealed record SecondaryStorage
{
    [Description("When the image leaves the library: as the VirtualMachine stops, or with the ConfigDrive. Default: that of the class, else OnStop.")]
    public ReclaimPolicy? Reclaim { get; init; }
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

[Description("The claim that the VirtualMachine reads; what is absent comes from the class, else from the operator's settings.")]
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

    [Description("Size of the claim, such as 16Mi: a quantity of bytes above zero.")]
    [Schema(IntOrString = true, Minimum = 1, Pattern = "^(0*[1-9][0-9]{0,17}([.][0-9]{1,9})?|0+[.][0-9]{0,8}[1-9][0-9]{0,8})([KMGTPE]i|[kMGTPE])?$")]
    public ResourceQuantity? Size { get; init; }

    /// <summary>This claim, with the fields of another where it has none.</summary>
    public PrimaryStorage CompletedBy(PrimaryStorage? defaults) => defaults is null ? this : new()
    {
        StorageClassName = StorageClassName ?? defaults.StorageClassName,
        AccessModes = AccessModes.Count > 0 ? AccessModes : defaults.AccessModes,
        VolumeMode = VolumeMode ?? defaults.VolumeMode,
        Size = Size ?? defaults.Size,
    };
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
    /// <summary>A file system with <c>disk.img</c>.</summary>
    Filesystem,

    Block,
}
