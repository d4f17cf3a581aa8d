using System.Net;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>
/// Writes <c>network_data.json</c> so that it is valid against Nova's schema (nova/doc/api_schemas/network_data.json) and no key is
/// <c>null</c>.
/// </summary>
internal static class NetworkDataWriter
{
    public static ReadOnlyMemory<byte> Write(NetworkData data) => JsonText.Write(new JsonObject
    {
        ["links"] = JsonText.ListOf(data.Links.Select(Link)) ?? [],
        ["networks"] = JsonText.ListOf(data.Networks.Select(Network)) ?? [],
        ["services"] = Services(data.Nameservers) ?? [],
    });

    private static JsonObject Link(NetworkLink link)
    {
        var written = link switch
        {
            // bond_miimon is a text: Talos takes nothing else, and the others do not mind. The names of modes and policies are Linux's.
            NetworkLink.Bond { Wanted: var bond } => new JsonObject
            {
                ["id"] = link.Id,
                ["type"] = "bond",
                ["ethernet_mac_address"] = link.MacAddress,
                ["bond_mode"] = JsonSerializer.SerializeToNode(bond.Mode, ConfigDriveJsonContext.Default.BondMode),
                ["bond_miimon"] = bond.MiiMonitorInterval?.ToString(CultureInfo.InvariantCulture),
                ["bond_xmit_hash_policy"] =
                    JsonSerializer.SerializeToNode(bond.TransmitHashPolicy, ConfigDriveJsonContext.Default.NullableBondTransmitHashPolicy),
                ["bond_links"] = JsonText.ListOf(bond.Interfaces),
            },
            NetworkLink.Vlan { Wanted: var vlan } => new JsonObject
            {
                ["id"] = link.Id,
                ["type"] = "vlan",
                ["vlan_mac_address"] = link.MacAddress,
                ["vlan_link"] = vlan.Link,
                ["vlan_id"] = vlan.Id,
            },
            _ => new JsonObject { ["id"] = link.Id, ["type"] = "phy", ["ethernet_mac_address"] = link.MacAddress },
        };
        written["mtu"] = link.Mtu;
        return written;
    }

    private static JsonObject Network(Subnet network, int index) => new()
    {
        ["id"] = $"network{index}",
        ["type"] = network.Type,
        ["link"] = network.Link,
        ["network_id"] = network.Link,
        ["ip_address"] = network.Address?.Address.ToString(),
        ["netmask"] = network.Address?.Netmask,
        ["routes"] = JsonText.ListOf(network.Routes.Select(route => new JsonObject
        {
            ["network"] = route.Destination.Address.ToString(),
            ["netmask"] = route.Destination.Netmask,
            ["gateway"] = route.Gateway.ToString(),
        })),
        ["services"] = Services(network.Nameservers),
    };

    private static JsonArray? Services(IReadOnlyList<IPAddress> nameservers) =>
        JsonText.ListOf(nameservers.Select(nameserver => new JsonObject { ["type"] = "dns", ["address"] = nameserver.ToString() }));
}
