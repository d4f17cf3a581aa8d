using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("A VLAN.")]
public sealed record VlanNetworkData
{
    [Description("Name of the interface or bond that carries the VLAN.")]
    [Schema(MinLength = 1, MaxLength = 63)]
    public required string Link { get; init; }

    [Description("VLAN ID, 1 to 4094.")]
    public required int Id { get; init; }

    [Description("MTU in bytes.")]
    public int? Mtu { get; init; }

    [Description("Addresses, routes and resolvers.")]
    public IPConfiguration IP { get => field ?? new(); init; }
}
