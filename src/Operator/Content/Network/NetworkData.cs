using System.Net;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>What <c>network_data.json</c> and a generated <c>network-config</c> say.</summary>
/// <param name="Links">Cards, bonds, VLANs, in this order.</param>
/// <param name="Networks">Networks, in the order of their links.</param>
/// <param name="Nameservers">Every resolver, those of single networks too: cloud-init before 25, Talos and afterburn read no
/// others.</param>
/// <param name="GuestNameservers">The resolvers among these that are for every link.</param>
internal sealed record NetworkData(
    IReadOnlyList<NetworkLink> Links, IReadOnlyList<Subnet> Networks, IReadOnlyList<IPAddress> Nameservers, IReadOnlyList<IPAddress> GuestNameservers);

/// <summary>An item of <c>links</c> in <c>network_data.json</c>.</summary>
internal abstract record NetworkLink
{
    /// <summary>Bytes of the smallest MTU: IPv4's minimum (RFC 791).</summary>
    public const int LeastMtu = 68;

    /// <summary>Bytes of the largest MTU: it has sixteen bits.</summary>
    public const int MostMtu = 65535;

    public const int LeastVlan = 1;
    public const int MostVlan = 4094;

    private NetworkLink(string id, string macAddress, int? mtu) => (Id, MacAddress, Mtu) = (id, macAddress, mtu);

    /// <summary>Name by which networks and other links refer to it.</summary>
    public string Id { get; }

    /// <summary>Lower case with colons; by it the guest finds the card.</summary>
    public string MacAddress { get; }

    public int? Mtu { get; }

    public sealed record Card(string Name, string Address, int? Bytes) : NetworkLink(Name, Address, Bytes);

    public sealed record Bond(string Address, BondNetworkData Wanted) : NetworkLink(Wanted.Name, Address, Wanted.Mtu);

    public sealed record Vlan(string Address, VlanNetworkData Wanted) : NetworkLink($"{Wanted.Link}.{Wanted.Id}", Address, Wanted.Mtu);
}

/// <summary>An item of <c>networks</c> in <c>network_data.json</c>: how a link gets an address, and what comes with it.</summary>
/// <param name="Link">The link's id.</param>
/// <param name="Type">Nova's type: <c>ipv4</c>, <c>ipv6</c>, <c>ipv4_dhcp</c>, <c>ipv6_dhcp</c>, <c>ipv6_slaac</c>.</param>
internal sealed record Subnet(string Link, string Type)
{
    /// <summary>The address of the static types.</summary>
    public InterfaceAddress? Address { get; init; }

    /// <summary>Routes by way of this network.</summary>
    public IReadOnlyList<(InterfaceAddress Destination, IPAddress Gateway)> Routes { get; init; } = [];

    public IReadOnlyList<IPAddress> Nameservers { get; init; } = [];

    public bool IsIPv4 => Type.StartsWith("ipv4", StringComparison.Ordinal);
}
