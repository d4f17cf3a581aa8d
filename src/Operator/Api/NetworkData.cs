using System.ComponentModel;
using System.Text.Json.Serialization;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("Where network_data.json comes from: exactly one of the fields.")]
[ExactlyOneOf("generate", "inline", "base64", "secretKeyRef", "configMapKeyRef")]
internal sealed record NetworkDataSource : Source
{
    [Description("Generate network_data.json from the VirtualMachine's interfaces.")]
    public GeneratedNetworkData? Generate { get; init; }
}

[Description("How network_data.json is generated. Every interface of the VirtualMachine needs a fixed macAddress, by which the guest finds it.")]
internal sealed record GeneratedNetworkData
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

[Description("Network configuration of an interface.")]
internal sealed record InterfaceNetworkData
{
    [Description("Name of the interface in the VirtualMachine.")]
    [Schema(MinLength = 1, MaxLength = 63)]
    public required string Name { get; init; }

    [Description("MTU in bytes.")]
    public int? Mtu { get; init; }

    [Description("Addresses, routes and resolvers.")]
    public IPConfiguration IP { get => field ?? new(); init; }
}

[Description("A bond of interfaces.")]
internal sealed record BondNetworkData
{
    [Description("Name by which VLANs refer to the bond.")]
    [Schema(Pattern = $"^{NamePattern.Label}$", PatternInWords = NamePattern.LabelInWords, MaxLength = 63)]
    public required string Name { get; init; }

    [Description("Names of the interfaces that form the bond. The bond has the MAC address of the first.")]
    [Schema(MinItems = 1, MaxItems = 16, ListType = "set")]
    public required IReadOnlyList<string> Interfaces { get; init; }

    [Description("Mode of the bond.")]
    public required BondMode Mode { get; init; }

    [Description("How packets are spread, in the modes balance-xor, 802.3ad and balance-tlb.")]
    public BondTransmitHashPolicy? TransmitHashPolicy { get; init; }

    [Description("Interval of link monitoring in milliseconds.")]
    [Schema(Default = "100")]
    public int? MiiMonitorInterval { get => field ?? 100; init; }

    [Description("MTU in bytes.")]
    public int? Mtu { get; init; }

    [Description("Addresses, routes and resolvers.")]
    public IPConfiguration IP { get => field ?? new(); init; }
}

/// <summary>Mode of a bond, as Linux's bonding driver and Nova's network_data.json name it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BondMode>))]
internal enum BondMode
{
    [JsonStringEnumMemberName("balance-rr")] BalanceRoundRobin,
    [JsonStringEnumMemberName("active-backup")] ActiveBackup,
    [JsonStringEnumMemberName("balance-xor")] BalanceXor,
    [JsonStringEnumMemberName("broadcast")] Broadcast,
    [JsonStringEnumMemberName("802.3ad")] LinkAggregation,
    [JsonStringEnumMemberName("balance-tlb")] AdaptiveTransmitLoadBalancing,
    [JsonStringEnumMemberName("balance-alb")] AdaptiveLoadBalancing,
}

/// <summary>How a bond spreads packets, as Linux's bonding driver names it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BondTransmitHashPolicy>))]
internal enum BondTransmitHashPolicy
{
    [JsonStringEnumMemberName("layer2")] Layer2,
    [JsonStringEnumMemberName("layer2+3")] Layer2And3,
    [JsonStringEnumMemberName("layer3+4")] Layer3And4,

    /// <summary>As layer2+3, of the inner headers of tunnels.</summary>
    [JsonStringEnumMemberName("encap2+3")] Encapsulated2And3,

    /// <summary>As layer3+4, of the inner headers of tunnels.</summary>
    [JsonStringEnumMemberName("encap3+4")] Encapsulated3And4,
}

[Description("A VLAN.")]
internal sealed record VlanNetworkData
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

[Description("Addresses, routes and resolvers of a link.")]
internal sealed record IPConfiguration
{
    [Description("Static addresses with their prefix length, such as 10.0.0.5/24 or 2001:db8::5/64.")]
    [Schema(MaxItems = 32, ListType = "set")]
    public IReadOnlyList<string> Addresses { get => field ?? []; init; }

    [Description("How the guest asks for addresses. Default: DHCPv4 when there are no static addresses, else none.")]
    [Schema(MaxItems = 3, ListType = "set")]
    public IReadOnlyList<AddressAutoconfiguration>? Autoconfiguration { get; init; }

    [Description("Routes. The default route has the destination 0.0.0.0/0 or ::/0. Guests with netplan apply them beside a static address only.")]
    [Schema(MaxItems = 64, ListType = "atomic")]
    public IReadOnlyList<NetworkRoute> Routes { get => field ?? []; init; }

    [Description("Addresses of resolvers.")]
    [Schema(MaxItems = 16, ListType = "atomic")]
    public IReadOnlyList<string> Nameservers { get => field ?? []; init; }
}

/// <summary>How a guest asks the network for an address.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AddressAutoconfiguration>))]
internal enum AddressAutoconfiguration
{
    DHCPv4,
    DHCPv6,
    SLAAC,
}

[Description("A route.")]
internal sealed record NetworkRoute
{
    [Description("Destination with its prefix length, such as 0.0.0.0/0, 10.1.0.0/16 or ::/0.")]
    [Schema(MaxLength = 49)]
    public required string Destination { get; init; }

    [Description("Address of the gateway.")]
    [Schema(MaxLength = 45)]
    public required string Gateway { get; init; }
}
