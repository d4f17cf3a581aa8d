using System.Globalization;
using System.Net;
using System.Text.Json;
using ConfigDrive.Operator.Content.Json;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>
/// Writes cloud-init's network configuration, version 2 (cloudinit/net/network_state.py), as JSON, which is YAML. Guests with netplan get it as
/// it is, so it is netplan's too (netplan-yaml(5)).
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
                { Vlan: { } vlan } => string.Create(CultureInfo.InvariantCulture, $"{names[vlan.Link]}.{vlan.Id}"),
                { Bond: not null } => string.Create(CultureInfo.InvariantCulture, $"bond{bonds++}"),
                _ => string.Create(CultureInfo.InvariantCulture, $"nic{cards++}"),
            });
        }
    }

    /// <summary>The bytes of the file.</summary>
    public static ReadOnlyMemory<byte> Write(NetworkData data) => YamlText.Write(new NetworkConfigWriter(data), static (json, writer) => writer.Write(json));

    private static IEnumerable<string> LinksBelow(NetworkLink link) => link switch
    {
        { Bond: { } bond } => bond.Interfaces,
        { Vlan: { } vlan } => [vlan.Link],
        _ => [],
    };

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("version", 2);
        WriteLinks(json, "ethernets", data.Links.Where(link => link is { Bond: null, Vlan: null }), WriteCard);
        WriteLinks(json, "bonds", data.Links.Where(link => link.Bond is not null), WriteBond);
        WriteLinks(json, "vlans", data.Links.Where(link => link.Vlan is not null), WriteVlan);
        json.WriteEndObject();
    }

    private void WriteLinks(Utf8JsonWriter json, string kind, IEnumerable<NetworkLink> links, Action<Utf8JsonWriter, NetworkLink> write)
    {
        if (!links.Any())
        {
            return;
        }

        json.WriteStartObject(kind);
        foreach (var link in links)
        {
            json.WriteStartObject(names[link.Id]);
            write(json, link);
            if (link.Mtu is { } mtu)
            {
                json.WriteNumber("mtu", mtu);
            }

            WriteAddresses(json, [.. data.Networks.Where(network => network.Link == link.Id)]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // A card keeps the name that the kernel gave it, but where a bond or VLAN is made of it: without netplan, cloud-init finds those cards by
    // name; and with netplan a card in a bond is found by its name even when the bond has given it another MAC address.
    private void WriteCard(Utf8JsonWriter json, NetworkLink link)
    {
        json.WriteStartObject("match");
        json.WriteText("macaddress", link.MacAddress);
        json.WriteEndObject();
        json.WriteText("set-name", lowerLinks.Contains(link.Id) ? names[link.Id] : null);
    }

    private void WriteBond(Utf8JsonWriter json, NetworkLink link)
    {
        var bond = link.Bond!;
        json.WriteStartArray("interfaces");
        foreach (var member in bond.Interfaces)
        {
            json.WriteTextValue(names[member]);
        }

        json.WriteEndArray();
        json.WriteText("macaddress", link.MacAddress);
        json.WriteStartObject("parameters");
        json.WriteText("mode", BondNames.Of(bond.Mode));
        json.WriteText("mii-monitor-interval", bond.MiiMonitorInterval?.ToString(CultureInfo.InvariantCulture));
        json.WriteText("transmit-hash-policy", bond.TransmitHashPolicy is { } policy ? BondNames.Of(policy) : null);
        json.WriteEndObject();
    }

    private void WriteVlan(Utf8JsonWriter json, NetworkLink link)
    {
        json.WriteNumber("id", link.Vlan!.Id);
        json.WriteText("link", names[link.Vlan.Link]);
    }

    private void WriteAddresses(Utf8JsonWriter json, IReadOnlyList<Subnet> networks)
    {
        WriteTrue(json, "dhcp4", networks.Any(network => network.Type is "ipv4_dhcp"));
        WriteTrue(json, "dhcp6", networks.Any(network => network.Type is "ipv6_dhcp"));
        WriteTrue(json, "accept-ra", networks.Any(network => network.Type is "ipv6_dhcp" or "ipv6_slaac"));
        List<InterfaceAddress> addresses = [.. networks.Select(network => network.Address).OfType<InterfaceAddress>()];
        WriteList(json, "addresses", addresses.Select(address => address.ToString()));
        WriteRoutes(json, networks, addresses);
        if (networks.Count > 0)
        {
            // netplan has no list for the whole guest.
            List<IPAddress> nameservers = [.. networks.SelectMany(network => network.Nameservers).Concat(data.GuestNameservers).Concat(unplaced).Distinct()];
            if (nameservers.Count > 0)
            {
                json.WriteStartObject("nameservers");
                WriteList(json, "addresses", nameservers.Select(nameserver => nameserver.ToString()));
                json.WriteEndObject();
            }
        }
    }

    private static void WriteRoutes(Utf8JsonWriter json, IEnumerable<Subnet> networks, List<InterfaceAddress> addresses)
    {
        List<(InterfaceAddress Destination, IPAddress Gateway)> routes = [.. networks.SelectMany(network => network.Routes)];
        if (routes.Count == 0)
        {
            return;
        }

        json.WriteStartArray("routes");
        foreach (var (destination, gateway) in routes)
        {
            json.WriteStartObject();
            json.WriteText("to", destination.ToString());
            json.WriteText("via", gateway.ToString());
            WriteTrue(json, "on-link", IsBeyond(gateway, [.. addresses.Where(address => address.IsIPv4 == destination.IsIPv4)]));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Linux refuses such a gateway otherwise; of network_data.json, cloud-init from 25 on makes the same (cloudinit/net/netplan.py). Its schema
    // lacks the key, so a guest without netplan logs a warning.
    private static bool IsBeyond(IPAddress gateway, IReadOnlyCollection<InterfaceAddress> addresses) =>
        addresses.Count > 0 && !gateway.IsIPv6LinkLocal && !addresses.Any(address => address.Contains(gateway));

    private static void WriteTrue(Utf8JsonWriter json, string name, bool value)
    {
        if (value)
        {
            json.WriteBoolean(name, value);
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        if (!values.Any())
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteTextValue(value);
        }

        json.WriteEndArray();
    }
}
