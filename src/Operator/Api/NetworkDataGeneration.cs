using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("How network_data.json is generated. Every interface of the VirtualMachine needs a fixed macAddress, by which the guest finds it.")]
public sealed record NetworkDataGeneration
{
    [Description("Interfaces of the VirtualMachine to configure. An interface that is not listed here or in a bond asks DHCPv4.")]
    [Schema(MaxItems = 64, ListType = "map", ListMapKeys = ["name"])]
    public IReadOnlyList<InterfaceNetworkData> Interfaces { get => field ?? []; init; }

    [Description("Bonds of interfaces. The guest names them bond0, bond1 and so on, in this order.")]
    [Schema(MaxItems = 16, ListType = "map", ListMapKeys = ["name"])]
    public IReadOnlyList<BondNetworkData> Bonds { get => field ?? []; init; }

    [Description("VLANs on interfaces or bonds.")]
    [Schema(MaxItems = 64, ListType = "map", ListMapKeys = ["link", "id"])]
    public IReadOnlyList<VlanNetworkData> Vlans { get => field ?? []; init; }

    [Description("Addresses of resolvers for the whole guest, beside those of single interfaces.")]
    [Schema(MaxItems = 16, ListType = "atomic")]
    public IReadOnlyList<string> Nameservers { get => field ?? []; init; }
}
