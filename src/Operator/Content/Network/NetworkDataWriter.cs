using System.Globalization;
using System.Net;
using System.Text.Json;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content.Json;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>
/// Writes <c>network_data.json</c> so that it is valid against Nova's schema (nova/doc/api_schemas/network_data.json) and no key is
/// <c>null</c>.
/// </summary>
internal static class NetworkDataWriter
{
    /// <summary>The bytes of the file.</summary>
    public static ReadOnlyMemory<byte> Write(NetworkData data) => JsonText.Write(data, Write);

    private static void Write(Utf8JsonWriter json, NetworkData data)
    {
        json.WriteStartObject();
        json.WriteStartArray("links");
        foreach (var link in data.Links)
        {
            WriteLink(json, link);
        }

        json.WriteEndArray();
        json.WriteStartArray("networks");
        for (var index = 0; index < data.Networks.Count; index++)
        {
            WriteNetwork(json, data.Networks[index], index);
        }

        json.WriteEndArray();
        WriteServices(json, data.Nameservers);
        json.WriteEndObject();
    }

    private static void WriteLink(Utf8JsonWriter json, NetworkLink link)
    {
        json.WriteStartObject();
        json.WriteText("id", link.Id);
        switch (link)
        {
            case { Bond: { } bond }:
                WriteBond(json, link, bond);
                break;
            case { Vlan: { } vlan }:
                json.WriteText("type", "vlan");
                json.WriteText("vlan_mac_address", link.MacAddress);
                json.WriteText("vlan_link", vlan.Link);
                json.WriteNumber("vlan_id", vlan.Id);
                break;
            default:
                json.WriteText("type", "phy");
                json.WriteText("ethernet_mac_address", link.MacAddress);
                break;
        }

        if (link.Mtu is { } mtu)
        {
            json.WriteNumber("mtu", mtu);
        }

        json.WriteEndObject();
    }

    // bond_miimon is a text: Talos takes nothing else, and the others do not mind.
    private static void WriteBond(Utf8JsonWriter json, NetworkLink link, BondNetworkData bond)
    {
        json.WriteText("type", "bond");
        json.WriteText("ethernet_mac_address", link.MacAddress);
        json.WriteText("bond_mode", BondNames.Of(bond.Mode));
        json.WriteText("bond_miimon", bond.MiiMonitorInterval?.ToString(CultureInfo.InvariantCulture));
        json.WriteText("bond_xmit_hash_policy", bond.TransmitHashPolicy is { } policy ? BondNames.Of(policy) : null);
        json.WriteStartArray("bond_links");
        foreach (var member in bond.Interfaces)
        {
            json.WriteTextValue(member);
        }

        json.WriteEndArray();
    }

    private static void WriteNetwork(Utf8JsonWriter json, Subnet network, int index)
    {
        json.WriteStartObject();
        json.WriteText("id", string.Create(CultureInfo.InvariantCulture, $"network{index}"));
        json.WriteText("type", network.Type);
        json.WriteText("link", network.Link);
        json.WriteText("network_id", network.Link);
        json.WriteText("ip_address", network.Address?.Address.ToString());
        json.WriteText("netmask", network.Address?.Netmask);
        if (network.Routes.Count > 0)
        {
            json.WriteStartArray("routes");
            foreach (var (destination, gateway) in network.Routes)
            {
                json.WriteStartObject();
                json.WriteText("network", destination.Address.ToString());
                json.WriteText("netmask", destination.Netmask);
                json.WriteText("gateway", gateway.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (network.Nameservers.Count > 0)
        {
            WriteServices(json, network.Nameservers);
        }

        json.WriteEndObject();
    }

    private static void WriteServices(Utf8JsonWriter json, IReadOnlyList<IPAddress> nameservers)
    {
        json.WriteStartArray("services");
        foreach (var nameserver in nameservers)
        {
            json.WriteStartObject();
            json.WriteText("type", "dns");
            json.WriteText("address", nameserver.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
