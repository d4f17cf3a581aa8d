using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("The library of images.")]
public sealed record SecondaryStorage
{
    [Description("When the image leaves the library: as the VirtualMachine stops, or with the ConfigDrive.")]
    [Schema(Default = "\"OnStop\"")]
    public ReclaimPolicy Reclaim { get; init; }
}
