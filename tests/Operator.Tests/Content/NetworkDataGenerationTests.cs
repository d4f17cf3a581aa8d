using System.Text.Json;

namespace ConfigDrive.Operator.Tests.Content;

public sealed class NetworkDataGenerationTests
{
    private const string TwoCards = """
        metadata: {name: web-1}
        spec:
          template:
            spec:
              domain:
                devices:
                  interfaces:
                  - {name: default, macAddress: "02:00:00:00:00:01"}
                  - {name: storage, macAddress: 02-00-00-00-00-AB}
        """;

    [Fact]
    public void Generate_WithoutMore_AsksDhcpOnEveryCard() => Assert.Equal(
        """
        {"links":[{"id":"default","type":"phy","ethernet_mac_address":"02:00:00:00:00:01"},
        {"id":"storage","type":"phy","ethernet_mac_address":"02:00:00:00:00:ab"}],
        "networks":[{"id":"network0","type":"ipv4_dhcp","link":"default","network_id":"default"},
        {"id":"network1","type":"ipv4_dhcp","link":"storage","network_id":"storage"}],"services":[]}
        """.ReplaceLineEndings(""),
        Generate("generate: {}").GetRawText());

    [Fact]
    public void Generate_WithoutFixedMacAddress_SaysNothing()
    {
        string[] machines = ["metadata: {name: web-1}", "metadata: {name: web-1}\nspec: {template: {spec: {domain: {devices: {interfaces: [{name: default}]}}}}}"];

        Assert.All(machines, machine =>
            Assert.False(new Drive { Spec = "networkData: {generate: {}}", VirtualMachine = machine }.Tree.Has("openstack/latest/network_data.json")));
    }

    [Theory]
    [InlineData("generate: {}")]
    [InlineData("generate: {interfaces: [{name: default, mtu: 1450}]}")]
    public void Generate_WithSomeMacAddressesFixed_IsRefused_BecauseTheOtherCardsWouldStayDown(string networkData)
    {
        var refusal = Refuse(networkData, TwoCards + "\n          - {name: dynamic}");

        Assert.Equal("spec.networkData.generate", refusal.Field);
        Assert.Contains("\"dynamic\"", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("\"web-1\"", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_WithUnpluggedCard_LeavesItOut()
    {
        var data = new Drive { Spec = "networkData: {generate: {}}", VirtualMachine = TwoCards + "\n          - {name: gone, state: absent}" }.Tree.NetworkData;

        Assert.Equal(["default", "storage"], Strings(data, "links", "id"));
    }

    [Fact]
    public void Generate_StaticAddresses_CarryNovasMasks()
    {
        var data = Generate("generate: {interfaces: [{name: default, ip: {addresses: [10.0.0.5/24, 192.0.2.9/32, \"2001:db8::5/64\", \"2001:DB8:0:0::6/126\"]}}]}");

        Assert.Equal(["ipv4", "ipv4", "ipv6", "ipv6", "ipv4_dhcp"], Strings(data, "networks", "type"));
        Assert.Equal(["10.0.0.5", "192.0.2.9", "2001:db8::5", "2001:db8::6"], Strings(data, "networks", "ip_address"));
        Assert.Equal(["255.255.255.0", "255.255.255.255", "ffff:ffff:ffff:ffff::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffc"], Strings(data, "networks", "netmask"));
    }

    [Fact]
    public void Generate_Autoconfiguration_IsAsGiven_AndNoneWhenEmpty()
    {
        var data = Generate("generate: {interfaces: [{name: default, ip: {autoconfiguration: []}}, {name: storage, ip: {autoconfiguration: [SLAAC, DHCPv6, DHCPv4]}}]}");

        Assert.Equal(["ipv6_slaac", "ipv6_dhcp", "ipv4_dhcp"], Strings(data, "networks", "type"));
        Assert.Equal(["storage", "storage", "storage"], Strings(data, "networks", "link"));
    }

    [Fact]
    public void Generate_Routes_GoWithTheFirstNetworkOfTheirFamily()
    {
        var networks = Generate("""
            generate:
              interfaces:
              - name: default
                ip:
                  addresses: ["2001:db8::5/64", 10.0.0.5/24, 10.0.1.5/24]
                  routes: [{destination: 0.0.0.0/0, gateway: 10.0.0.1}, {destination: "::/0", gateway: "fe80::1"}, {destination: 10.9.0.0/16, gateway: 10.0.0.2}]
            """).GetProperty("networks");

        Assert.Equal("""[{"network":"::","netmask":"::","gateway":"fe80::1"}]""", networks[0].GetProperty("routes").GetRawText());
        Assert.Equal(
            """[{"network":"0.0.0.0","netmask":"0.0.0.0","gateway":"10.0.0.1"},{"network":"10.9.0.0","netmask":"255.255.0.0","gateway":"10.0.0.2"}]""",
            networks[1].GetProperty("routes").GetRawText());
        Assert.False(networks[2].TryGetProperty("routes", out _));
    }

    [Fact]
    public void Generate_Nameservers_AreWithTheirNetworkAndAllInTheGlobalList()
    {
        var data = Generate("""
            generate:
              nameservers: [192.0.2.1]
              interfaces:
              - {name: default, ip: {addresses: [10.0.0.5/24], nameservers: [10.0.0.53, "2001:db8::53", 192.0.2.1]}}
            """);

        Assert.Equal(["192.0.2.1", "10.0.0.53", "2001:db8::53"], Strings(data, "services", "address"));
        Assert.Equal(
            """[{"type":"dns","address":"10.0.0.53"},{"type":"dns","address":"192.0.2.1"}]""",
            data.GetProperty("networks")[0].GetProperty("services").GetRawText());
    }

    [Fact]
    public void Generate_Bond_TakesItsMembersNetworksAndTheFirstMembersMacAddress()
    {
        var data = Generate("generate: {bonds: [{name: pair, interfaces: [storage, default], mode: 802.3ad, transmitHashPolicy: layer3+4, miiMonitorInterval: 50, mtu: 9000}]}");

        Assert.Equal(
            """{"id":"pair","type":"bond","ethernet_mac_address":"02:00:00:00:00:ab","bond_mode":"802.3ad","bond_miimon":"50","bond_xmit_hash_policy":"layer3+4","bond_links":["storage","default"],"mtu":9000}""",
            data.GetProperty("links")[2].GetRawText());
        Assert.Equal("""[{"id":"network0","type":"ipv4_dhcp","link":"pair","network_id":"pair"}]""", data.GetProperty("networks").GetRawText());
    }

    [Fact]
    public void Generate_Bond_WithoutMore_MonitorsItsLinks() => Assert.Equal(
        "100", Generate("generate: {bonds: [{name: pair, interfaces: [default], mode: balance-rr}]}").GetProperty("links")[2].GetProperty("bond_miimon").GetString());

    [Fact]
    public void Generate_Vlan_StandsOnACardOrABond()
    {
        var data = Generate("""
            generate:
              bonds: [{name: pair, interfaces: [storage], mode: active-backup}]
              vlans: [{link: default, id: 7, mtu: 1400}, {link: pair, id: 4094, ip: {addresses: [10.7.0.2/30]}}]
            """);

        Assert.Equal(["default", "storage", "pair", "default.7", "pair.4094"], Strings(data, "links", "id"));
        Assert.Equal(
            """{"id":"default.7","type":"vlan","vlan_mac_address":"02:00:00:00:00:01","vlan_link":"default","vlan_id":7,"mtu":1400}""",
            data.GetProperty("links")[3].GetRawText());
        Assert.Equal("02:00:00:00:00:ab", data.GetProperty("links")[4].GetProperty("vlan_mac_address").GetString());
    }

    [Theory]
    [InlineData("generate: {interfaces: [{name: other}]}", "spec.networkData.generate.interfaces[0].name")]
    [InlineData("generate: {bonds: [{name: pair, interfaces: [default, other], mode: balance-rr}]}", "spec.networkData.generate.bonds[0].interfaces[1]")]
    [InlineData("generate: {bonds: [{name: storage, interfaces: [default], mode: balance-rr}]}", "spec.networkData.generate.bonds[0].name")]
    [InlineData("generate: {vlans: [{link: other, id: 7}]}", "spec.networkData.generate.vlans[0].link")]
    [InlineData("generate: {interfaces: [{name: default, ip: {routes: [{destination: \"::/0\", gateway: \"fe80::1\"}]}}]}", "spec.networkData.generate.interfaces[0].ip.routes[0]")]
    public void Generate_WhatTheVirtualMachineCannotHave_IsRefused(string networkData, string field) => Assert.Equal(field, Refuse(networkData, TwoCards).Field);

    /// <summary>A condition's message has at most 32,768 characters, and a VirtualMachine may have any number of interfaces.</summary>
    [Theory]
    [InlineData("", "\"card-0-xxx")]
    [InlineData(", macAddress: \"02:00:00:00:00:01\"", "has no interface \"other\": name one of \"card-0-xxx")]
    public void Generate_BesideManyInterfaces_NamesTheFirst_AndHowManyMoreThereAre(string macAddress, string expected)
    {
        var interfaces = Enumerable.Range(0, 500).Select(number => $"{{name: card-{number}-{new string('x', 200)}{macAddress}}}");

        var message = Refuse(
            "generate: {interfaces: [{name: other}]}", $"metadata: {{name: web-1}}\nspec: {{template: {{spec: {{domain: {{devices: {{interfaces: [{string.Join(", ", interfaces)}]}}}}}}}}}}").Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains(" and 492 more", message, StringComparison.Ordinal);
        Assert.True(message.Length < 1500, message);
    }

    private static JsonElement Generate(string networkData) => new Drive { Spec = Indent(networkData), VirtualMachine = TwoCards }.Tree.NetworkData;

    private static ConfigDrive.Operator.Content.InvalidContentException Refuse(string networkData, string machine) =>
        new Drive { Spec = Indent(networkData), VirtualMachine = machine }.Refusal();

    private static string Indent(string networkData) => "networkData:\n  " + networkData.ReplaceLineEndings("\n  ");

    private static IEnumerable<string?> Strings(JsonElement data, string list, string property) => data.GetProperty(list).EnumerateArray()
        .Where(item => item.TryGetProperty(property, out _)).Select(item => item.GetProperty(property).GetString());
}
