using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("Network configuration of an interface.")]
public sealed record InterfaceNetworkData
{
    [Description("Name of the interface in the VirtualMachine.")]
    [Schema(MinLength = 1, MaxLength = 63)]
    public required string Name { get; init; }

    [Description("MTU in bytes.")]
    public int? Mtu { get; init; }

    [Description("Addresses, routes and resolvers.")]
    public IPConfiguration IP { get => field ?? new(); init; }
}
