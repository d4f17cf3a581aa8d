using System.Net;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>
/// Writes cloud-init's network configuration, version 2 (cloudinit/net/network_state.py), as JSON, which is YAML. cloud-init passes it on to
/// netplan unchanged, so it is netplan's form too (netplan-yaml(5)).
/// </summary>
internal sealed class NetworkConfigWriter
{
    private readonly NetworkData data;
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly HashSet<string> lowerLinks;
    private readonly List<IPAddress> unplaced;

    private NetworkConfigWriter(NetworkData data)
    {
        this.data = data;
        lowerLinks = data.Links.SelectMany(LinksBelow).ToHashSet(StringComparer.Ordinal);
        unplaced = [.. data.Nameservers.Except(data.Networks.SelectMany(network => network.Nameservers)).Except(data.GuestNameservers)];
        var (cards, bonds) = (0, 0);
        foreach (var link in data.Links)
        {
            // Names that no kernel gives a card, short enough for one, and those of network_data.json for bonds.
            names.Add(link.Id, link switch
            {
                NetworkLink.Vlan { Wanted: var vlan } => $"{names[vlan.Link]}.{vlan.Id}",
                NetworkLink.Bond => $"bond{bonds++}",
                _ => $"nic{cards++}",
            });
        }
    }

    public static ReadOnlyMemory<byte> Write(NetworkData data) => JsonText.WriteYaml(new NetworkConfigWriter(data).Write());

    private static IEnumerable<string> LinksBelow(NetworkLink link) => link switch
    {
        NetworkLink.Bond { Wanted: var bond } => bond.Interfaces,
        NetworkLink.Vlan { Wanted: var vlan } => [vlan.Link],
        _ => [],
    };

    private JsonObject Write() => new()
    {
        ["version"] = 2,
        ["ethernets"] = Links<NetworkLink.Card>(Card),
        ["bonds"] = Links<NetworkLink.Bond>(Bond),
        ["vlans"] = Links<NetworkLink.Vlan>(link => new JsonObject { ["id"] = link.Wanted.Id, ["link"] = names[link.Wanted.Link] }),
    };

    private JsonObject? Links<T>(Func<T, JsonObject> write)
        where T : NetworkLink
    {
        var links = new JsonObject();
        foreach (var link in data.Links.OfType<T>())
        {
            var written = write(link);
            written["mtu"] = link.Mtu;
            AddAddresses(written, [.. data.Networks.Where(network => network.Link == link.Id)]);
            links[names[link.Id]] = written;
        }

        return links.Count > 0 ? links : null;
    }

    // A card keeps its name from the kernel, unless a bond or VLAN uses it: without netplan, cloud-init finds those cards by name; and with netplan a
    // card in a bond is found by its name even when the bond has given it another MAC address.
    private JsonObject Card(NetworkLink.Card card) => new()
    {
        ["match"] = new JsonObject { ["macaddress"] = card.MacAddress },
        ["set-name"] = lowerLinks.Contains(card.Id) ? names[card.Id] : null,
    };

    private JsonObject Bond(NetworkLink.Bond bond) => new()
    {
        ["interfaces"] = JsonText.ListOf(bond.Wanted.Interfaces.Select(member => names[member])),
        ["macaddress"] = bond.MacAddress,
        ["parameters"] = new JsonObject
        {
            ["mode"] = JsonSerializer.SerializeToNode(bond.Wanted.Mode, ConfigDriveJsonContext.Default.BondMode),
            ["mii-monitor-interval"] = bond.Wanted.MiiMonitorInterval?.ToString(CultureInfo.InvariantCulture),
            ["transmit-hash-policy"] =
                JsonSerializer.SerializeToNode(bond.Wanted.TransmitHashPolicy, ConfigDriveJsonContext.Default.NullableBondTransmitHashPolicy),
        },
    };

    private void AddAddresses(JsonObject link, IReadOnlyList<Subnet> networks)
    {
        List<InterfaceAddress> addresses = [.. networks.Select(network => network.Address).OfType<InterfaceAddress>()];
        link["dhcp4"] = TrueIf(networks.Any(network => network.Type is "ipv4_dhcp"));
        link["dhcp6"] = TrueIf(networks.Any(network => network.Type is "ipv6_dhcp"));
        link["accept-ra"] = TrueIf(networks.Any(network => network.Type is "ipv6_dhcp" or "ipv6_slaac"));
        link["addresses"] = JsonText.ListOf(addresses.Select(address => address.ToString()));
        link["routes"] = JsonText.ListOf(networks.SelectMany(network => network.Routes).Select(route => new JsonObject
        {
            ["to"] = route.Destination.ToString(),
            ["via"] = route.Gateway.ToString(),
            ["on-link"] = TrueIf(IsBeyond(route.Gateway, [.. addresses.Where(address => address.IsIPv4 == route.Destination.IsIPv4)])),
        }));

        // netplan has no list for the whole guest.
        var nameservers = networks.SelectMany(network => network.Nameservers).Concat(data.GuestNameservers).Concat(unplaced).Distinct();
        if (networks.Count > 0 && JsonText.ListOf(nameservers.Select(nameserver => nameserver.ToString())) is { } resolvers)
        {
            link["nameservers"] = new JsonObject { ["addresses"] = resolvers };
        }
    }

    // Linux refuses such a gateway otherwise; cloud-init from 25 on writes the same for network_data.json (cloudinit/net/netplan.py). Its schema lacks
    // the key, so a guest without netplan logs a warning.
    private static bool IsBeyond(IPAddress gateway, IReadOnlyCollection<InterfaceAddress> addresses) =>
        addresses.Count > 0 && !gateway.IsIPv6LinkLocal && !addresses.Any(address => address.Contains(gateway));

    private static JsonValue? TrueIf(bool value) => value ? JsonValue.Create(true) : null;
}
