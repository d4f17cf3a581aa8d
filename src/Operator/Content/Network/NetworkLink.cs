using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>An item of <c>links</c> in <c>network_data.json</c>: a network card, a bond or a VLAN.</summary>
/// <param name="Id">Name by which networks and other links refer to it.</param>
/// <param name="MacAddress">MAC address, lower case with colons, by which the guest finds the card.</param>
/// <param name="Mtu">MTU in bytes.</param>
internal sealed record NetworkLink(string Id, string MacAddress, int? Mtu)
{
    /// <summary>Given for a bond.</summary>
    public BondNetworkData? Bond { get; init; }

    /// <summary>Given for a VLAN.</summary>
    public VlanNetworkData? Vlan { get; init; }
}
