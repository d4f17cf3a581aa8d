using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Operator.Api;

[Description("The claim that the VirtualMachine reads; what is absent comes from the operator's settings.")]
public sealed record PrimaryStorage
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
