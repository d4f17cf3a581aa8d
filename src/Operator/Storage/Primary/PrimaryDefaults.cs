using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Storage.Primary;

/// <summary>What claims are like where a ConfigDrive's <c>spec.primaryStorage</c> does not say.</summary>
internal sealed record PrimaryDefaults
{
    /// <summary>Storage class; <c>null</c> for the cluster's default.</summary>
    public string? StorageClassName { get; init; }

    /// <summary>Access modes. KubeVirt migrates a VirtualMachine live only when all its claims are ReadWriteMany.</summary>
    public IReadOnlyList<AccessMode> AccessModes { get; init; } = [AccessMode.ReadWriteMany];

    /// <summary>Volume mode.</summary>
    public VolumeMode VolumeMode { get; init; } = VolumeMode.Filesystem;

    /// <summary>Size.</summary>
    public ResourceQuantity Size { get; init; } = new("16Mi");
}
