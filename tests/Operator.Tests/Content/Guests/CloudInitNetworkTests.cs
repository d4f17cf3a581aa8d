using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Content.Network;

namespace ConfigDrive.Operator.Tests.Content.Guests;

/// <summary>What is accepted of network data that a user wrote, each cloud-init renders from our drive as from the user's own text.</summary>
public sealed class CloudInitNetworkTests
{
    private const int Mutations = 600;

    private static readonly V1VirtualMachine Machine = SampleDrives.Full.ParsedVirtualMachine;

    private static readonly string[] NetworkData =
    [
        """{"links":[{"id":"tap0","vif_id":"v","type":"ovs","mtu":null,"ethernet_mac_address":"02:00:00:00:00:01"}],"networks":[{"id":"network0","type":"ipv4_dhcp","link":"tap0","network_id":"x"}],"services":[]}""",
        """
        {"links":[{"id":"a","type":"phy","mtu":1450,"ethernet_mac_address":"02-00-00-00-00-01"}],
         "networks":[{"id":"n","type":"ipv4","link":"a","network_id":"x","ip_address":"10.0.0.5","netmask":"255.255.255.0","services":[{"type":"dns","address":"10.0.0.53"}],
            "routes":[{"network":"0.0.0.0","netmask":"0.0.0.0","gateway":"10.0.0.1"},{"network":"10.1.0.0","netmask":"255.255.0.0","gateway":"10.0.0.2","services":[{"type":"dns","address":"10.0.0.54"}]}]},
          {"id":"m","type":"ipv6","link":"a","network_id":"x","ip_address":"2001:db8::5","netmask":"ffff:ffff:ffff:ffff::","routes":[{"network":"::","netmask":"::","gateway":"2001:db8::1"}]}],
         "services":[{"type":"dns","address":"192.0.2.53"},{"type":"dns","address":"2001:db8::53"}]}
        """,
        """
        {"links":[{"id":"a","type":"phy","ethernet_mac_address":"02:00:00:00:00:0A"},{"id":"b","type":"phy","ethernet_mac_address":"0200.0000.000b"},
          {"id":"s","type":"bond","ethernet_mac_address":"02:00:00:00:00:0a","bond_mode":"802.3ad","bond_miimon":100,"bond_xmit_hash_policy":"layer3+4","bond_links":["a","b"]},
          {"id":"v","type":"vlan","vlan_mac_address":"02:00:00:00:00:0A","vlan_link":"s","vlan_id":100,"mtu":1400}],
         "networks":[{"id":"n","type":"ipv6_slaac","link":"s","network_id":"x"},{"id":"m","type":"ipv4","link":"v","network_id":"x","ip_address":"192.168.100.5/28"}],"services":[]}
        """,
        """
        {"links":[{"id":"a","type":"phy","name":"lan0","ethernet_mac_address":"02:00:00:00:00:01"},{"id":"v","type":"vlan","vlan_link":"a","vlan_id":7},{"id":"w","type":"vlan","vlan_mac_address":null,"vlan_link":"a","vlan_id":8}],
         "networks":[{"id":"n","type":"ipv4","link":"v","network_id":"x","ip_address":"10.0.0.5","netmask":"24","gateway":"10.0.0.1","metric":50,"dns_search":["a.example"],"dns_nameservers":["10.0.0.53"]},
          {"id":"m","type":"ipv6_dhcpv6-stateful","link":"w","network_id":"x"}]}
        """,
    ];

    private static readonly string[] Values =
    [
        "\"02:00:00:00:00:01\"", "\"02-00-00-00-00-0A\"", "\"02000000000b\"", "\"02:00:00:00:00:99\"", "\"02:00\"", "\"10.0.0.5\"", "\"10.0.0.5/16\"", "\"010.0.0.5\"", "\"10.0.0\"", "\"10.0.0.0\"",
        "\"2001:DB8::7\"", "\"2001:db8::7/64\"", "\"2001:db8::\"", "\"fe80::1%eth0\"", "\"::ffff:010.0.0.1\"", "\"1:2:3:4::5:6:7:8\"", "\"::\"", "\"0.0.0.0\"", "\"255.255.0.0\"", "\"255.0.255.0\"", "\"0.0.0.255\"",
        "\"ffff:ffff::\"", "\"ffff::ffff\"", "\"64\"", "\"24\"", "\"129\"", "24", "0", "-1", "1500", "\"1500\"", "1500.5", "70000", "4095", "true", "{}", "[]", "[\"a\"]", "[\"a\",\"b\"]", "[{}]", "\"\"", "\" \"", "\"a\"", "\"b\"",
        "\"s\"", "\"v\"", "\"nope\"", "\"phy\"", "\"bond\"", "\"vlan\"", "\"ipv4\"", "\"ipv6\"", "\"ipv4_dhcp\"", "\"static\"", "\"dhcp4\"", "\"dns\"", "\"ntp\"", "\"active-backup\"", "\"layer2\"", "\"default\"", "null",
    ];

    private static readonly string[] Names =
    [
        "id", "type", "name", "mtu", "ethernet_mac_address", "mac_address", "params", "subnets", "bond_links", "bond_mode", "bond_miimon", "bond_primary", "vlan_id", "vlan_link", "vlan_mac_address", "link",
        "ip_address", "address", "netmask", "gateway", "metric", "broadcast", "scope", "dns_nameservers", "dns_search", "routes", "services", "network", "destination", "prefix", "interface", "search", "links", "networks",
    ];

    private static readonly string[] NetworkConfig =
    [
        """
        {"version":1,"config":[{"type":"physical","name":"eth0","mac_address":"02:00:00:00:00:01","mtu":1450,"subnets":[
            {"type":"static","address":"10.0.0.5/24","gateway":"10.0.0.1","dns_nameservers":["10.0.0.53"],"dns_search":["a.example"],"routes":[{"destination":"10.1.0.0/16","gateway":"10.0.0.2","metric":5}]},
            {"type":"static6","address":"2001:db8::5","netmask":64,"routes":[{"network":"::","netmask":"::","gateway":"2001:db8::1"}]}]},
          {"type":"physical","name":"eth1"},{"type":"physical","name":"eth2"},
          {"type":"bond","name":"bond0","bond_interfaces":["eth1","eth2"],"params":{"bond-mode":"active-backup","bond-miimon":100},"subnets":[{"type":"dhcp4"}]},
          {"type":"bridge","name":"br0","bridge_interfaces":["bond0"],"params":{"bridge_stp":"off"}},
          {"type":"vlan","name":"eth0.5","vlan_link":"eth0","vlan_id":5,"subnets":[{"type":"static","address":"10.5.0.5","netmask":"255.255.255.0"}]},
          {"type":"nameserver","address":["192.0.2.53","2001:db8::53"],"search":["example"]},{"type":"route","destination":"10.9.0.0/16","gateway":"10.0.0.1"}]}
        """,
        """
        {"network":{"version":2,"ethernets":{"lan":{"match":{"macaddress":"02:00:00:00:00:01"},"set-name":"lan0","mtu":1450,"dhcp4":true,"addresses":["10.0.0.5/24","2001:db8::5/64"],"gateway4":"10.0.0.1",
            "nameservers":{"addresses":["10.0.0.53"],"search":["a.example"]},"routes":[{"to":"0.0.0.0/0","via":"10.0.0.1","metric":5}]},"eth1":{"match":{"macaddress":"02:00:00:00:00:0A"}},"eth2":{}},
          "bonds":{"bond0":{"interfaces":["eth1","eth2"],"macaddress":"02:00:00:00:00:0a","parameters":{"mode":"802.3ad","mii-monitor-interval":100},"dhcp6":true}},
          "bridges":{"br0":{"interfaces":["bond0"],"parameters":{"stp":false}}},
          "vlans":{"lan.5":{"id":5,"link":"lan","addresses":["10.5.0.5/24"]}}}}
        """,
    ];

    private static readonly string[] ConfigValues =
    [
        .. Values, "\"eth0\"", "\"bond0\"", "\"physical\"", "\"bridge\"", "\"nameserver\"", "\"route\"", "\"dhcp\"", "\"10.0.0.5/24\"", "\"0.0.0.0/0\"", "[\"10.0.0.5/24\"]", "[\"eth1\"]", "false", "5",
        "[{\"to\":\"default\",\"via\":\"10.0.0.1\"}]", "[{\"10.0.0.5/24\":{\"label\":\"x\"}}]", "\"eth1 eth2\"",
    ];

    private static readonly string[] ConfigNames =
    [
        "version", "config", "network", "type", "name", "mac_address", "macaddress", "match", "set-name", "mtu", "params", "parameters", "subnets", "address", "addresses", "netmask", "gateway", "gateway4", "via", "to",
        "destination", "routes", "metric", "dns_nameservers", "dns_search", "nameservers", "search", "interfaces", "bond_interfaces", "bridge_interfaces", "vlan_link", "vlan_id", "id", "link", "ethernets", "bonds", "vlans",
        "dhcp4", "dhcp4-overrides", "dhcp6", "accept-ra", "optional", "mode",
    ];

    [Theory]
    [MemberData(nameof(CloudInit.ReleasesAndNewest), MemberType = typeof(CloudInit))]
    public void NetworkData_ThatIsAccepted_IsRenderedFromTheDriveAsFromTheUsersText(string release)
    {
        var cloudInit = CloudInit.Require(release);
        var documents = new MutatedDocuments(NetworkData, Values, Names).Take(Mutations);
        var drives = documents.Select(DriveOf).ToList();
        var accepted = documents.Zip(drives).Where(each => each.Second is not null).Select(each => (Given: each.First, OnDrive: each.Second!)).ToList();

        var seen = cloudInit.Render("network_data", accepted.SelectMany(each => (string[])[each.Given, each.OnDrive]));

        Assert.All(drives.Take(NetworkData.Length), Assert.NotNull);
        Assert.InRange(accepted.Count, Mutations / 10, Mutations * 9 / 10);
        foreach (var (index, (given, onDrive)) in accepted.Index())
        {
            var (meant, rendered) = (seen[index * 2], seen[(index * 2) + 1]);
            Assert.False(rendered.TryGetProperty("error", out var error), $"{error} from {given}");
            if (!meant.TryGetProperty("error", out _))
            {
                Assert.True(Network(meant) == Network(rendered), $"{given}\n{Network(meant)}\n{onDrive}\n{Network(rendered)}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(CloudInit.ReleasesAndNewest), MemberType = typeof(CloudInit))]
    public void NetworkConfig_ThatIsAccepted_IsRenderedWithoutAnError(string release)
    {
        var cloudInit = CloudInit.Require(release);
        var documents = new MutatedDocuments(NetworkConfig, ConfigValues, ConfigNames).Take(Mutations);
        var accepted = documents.Where(IsAcceptedConfig).ToList();

        var seen = cloudInit.Render("network-config", accepted);

        Assert.All(NetworkConfig, document => Assert.True(IsAcceptedConfig(document), document));
        Assert.InRange(accepted.Count, Mutations / 10, Mutations * 9 / 10);
        Assert.All(accepted.Zip(seen), each => Assert.False(each.Second.TryGetProperty("error", out var error), $"{error} from {each.First}"));
    }

    private static bool IsAcceptedConfig(string text) => Attempt(() =>
    {
        UserNetworkConfig.Check(text, "spec.networkConfig");
        return text;
    }) is not null;

    private static string? DriveOf(string text) => Attempt(() => Encoding.UTF8.GetString(UserNetworkData.Check(text, "spec.networkData", Machine).Span));

    private static string? Attempt(Func<string> check)
    {
        try
        {
            return check();
        }
        catch (InvalidContentException)
        {
            return null;
        }
    }

    // cloud-init passes the MAC address of a bond or VLAN on in the user's spelling, and a VLAN without one has that of what carries it.
    private static string Network(JsonElement seen)
    {
        var network = JsonNode.Parse(seen.GetProperty("network").GetRawText())!["network"]!.AsObject();
        foreach (var link in Links(network, "bonds").Concat(Links(network, "vlans")))
        {
            link["macaddress"] = VirtualMachineInterfaces.Normalize((string?)link["macaddress"]);
        }

        foreach (var link in Links(network, "vlans"))
        {
            link["macaddress"] ??= MacAddressOf(network, (string)link["link"]!);
        }

        return network.ToJsonString();
    }

    private static IEnumerable<JsonObject> Links(JsonObject network, string kind) => (network[kind] as JsonObject ?? []).Select(link => link.Value!.AsObject());

    private static string? MacAddressOf(JsonObject network, string link) =>
        (string?)network["bonds"]?[link]?["macaddress"]
        ?? (network["bonds"]?[link]?["interfaces"] is JsonArray members ? MacAddressOf(network, (string)members[0]!) : null)
        ?? (string?)network["ethernets"]?[link]?["match"]?["macaddress"];
}
