namespace ConfigDrive.Operator.Tests.Content;

/// <summary>
/// Network data that the user wrote. What cloud-init 22.4 and 25.1 were seen to fail over is refused: see <see
/// cref="Guests.CloudInitTests"/> for what they accept.
/// </summary>
public sealed class UserNetworkDataTests
{
    private const string Valid = """{"links":[{"id":"a","type":"phy","ethernet_mac_address":"02:00:00:00:00:01"}],"networks":[{"id":"n","type":"ipv4_dhcp","link":"a","network_id":"x"}],"services":[]}""";

    [Fact]
    public void Given_Valid_GoesOnTheDrive() => Assert.Equal(Valid, Write(Valid));

    [Fact]
    public void Given_Nulls_AreLeftOut_AsInNovasOwnMtu() => Assert.Equal(
        Valid, Write(Valid.ReplaceExisting("\"links\"", "\"extra\": [null, {\"a\": null}],\n\"links\"").ReplaceExisting("\"type\":\"phy\"", "\"type\":\"phy\",\"mtu\":null"))
            .ReplaceExisting("\"extra\":[{}],", ""));

    /// <summary>cloud-init reads the key of a VLAN's MAC address without asking whether it is there.</summary>
    [Theory]
    [InlineData("")]
    [InlineData(",\"vlan_mac_address\":null")]
    public void Given_VlanWithoutMacAddress_GetsThatOfWhatCarriesIt(string given)
    {
        var card = $$$"""{"links":[{"id":"a","type":"phy","ethernet_mac_address":"02-00-00-00-00-01"},{"id":"v","type":"vlan","vlan_link":"a","vlan_id":5{{{given}}}}]}""";
        var bond = $$$"""{"links":[{"id":"v","type":"vlan","vlan_link":"b","vlan_id":5{{{given}}}},{"id":"b","type":"bond","bond_mode":"802.3ad","bond_links":["a"]},{"id":"a","type":"phy","ethernet_mac_address":"02:00:00:00:00:01"}]}""";

        Assert.Contains("\"vlan_mac_address\":\"02:00:00:00:00:01\"", Write(card), StringComparison.Ordinal);
        Assert.Contains("\"vlan_mac_address\":\"02:00:00:00:00:01\"", Write(bond), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"ipv4\"", "\"ip_address\":\"10.0.0.5/24\"", "\"ip_address\":\"10.0.0.5\"")]
    [InlineData("\"ipv4\"", "\"ip_address\":\"10.0.0.5/24\"", "\"netmask\":\"255.255.255.0\"")]
    [InlineData("\"ipv4\"", "\"ip_address\":\"10.0.0.5\",\"netmask\":24", "\"ip_address\":\"10.0.0.5\",\"netmask\":\"255.255.255.0\"")]
    [InlineData("\"ipv4\"", "\"ip_address\":\"10.0.0.5/255.255.255.0\",\"netmask\":24", "\"ip_address\":\"10.0.0.5\",\"netmask\":\"255.255.255.0\"")]
    [InlineData("\"ipv6\"", "\"ip_address\":\"2001:DB8::5\",\"netmask\":\"64\"", "\"ip_address\":\"2001:DB8::5\",\"netmask\":\"ffff:ffff:ffff:ffff::\"")]
    [InlineData("\"ipv4\"", "\"ip_address\":\"10.0.0.5/24\",\"routes\":[{\"network\":\"0.0.0.0/0\",\"gateway\":\"10.0.0.1\"}]", "\"netmask\":\"0.0.0.0\"")]
    public void Given_AddressWithItsMask_IsWrittenAsNovaDoes(string type, string given, string written) => Assert.Contains(
        written, Write(Valid.ReplaceExisting("\"ipv4_dhcp\"", $"{type},{given}")), StringComparison.Ordinal);

    [Fact]
    public void Given_NumbersAndText_AreKeptAsTheyAre() => Assert.Equal(
        Valid.ReplaceExisting("\"services\"", "\"x\":[1.50,-0,1e400,true,\"é\\n😀\"],\"services\""),
        Write(Valid.ReplaceExisting("\"services\"", "\"x\": [1.50, -0, 1e400, true, \"\\u00e9\\n\\ud83d\\ude00\"], \"services\"")));

    [Fact]
    public void Given_ByteOrderMark_IsDropped() => Assert.Equal(Valid, Write("\uFEFF" + Valid));

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("version: 2\nethernets: {}\n", "not JSON")]
    [InlineData("{\"links\": [],}", "not JSON")]
    [InlineData("null", "not a JSON object")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("\"\"", "not a JSON object")]
    [InlineData("7", "not a JSON object")]
    [InlineData("{}", "has no links")]
    [InlineData("""{"links":[]}""", "has no links")]
    [InlineData("""{"links":null}""", "links is not a list")]
    [InlineData("""{"links":[null]}""", "links is not a list")]
    [InlineData("""{"links":[{"type":"phy"}]}""", "links[0].id")]
    [InlineData("""{"links":[{"id":"a"}]}""", "links[0].type")]
    [InlineData("""{"links":[{"id":"a","type":"phy"}]}""", "links[0].ethernet_mac_address")]
    [InlineData("""{"links":[{"id":"a","type":"phy","ethernet_mac_address":"02:00"}]}""", "links[0].ethernet_mac_address")]
    [InlineData("""{"links":[{"id":"a","type":"phy","ethernet_mac_address":"02:00:00:00:00:99"}]}""", "not that of any interface of VirtualMachine \"web-1\"")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"},{"id":"a","type":"phy","name":"y"}]}""", "links[1].id")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"\ud800"}]}""", "escape")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":[{"id":"n","type":"ipv4_dhcp","link":"b"}]}""", "networks[0].link")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":[{"id":"n","link":"a"}]}""", "networks[0].type")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"services":[{"type":"dns"}]}""", "services[0].address")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"services":[{"type":"dns","address":"dns.example"}]}""", "services[0].address")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"services":[{"type":"ntp","address":"192.0.2.1"}]}""", "services[0].type")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"services":[{"type":"dns","address":"192.0.2.1","interface":"x"}]}""", "services[0].interface")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"services":[null]}""", "services is not a list")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":null}""", "networks is not a list")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"sixteen-letters-"}]}""", "links[0].name")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":null,"ethernet_mac_address":"02:00:00:00:00:01"}]}""", "links[0].name")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"},{"id":"b","type":"phy","name":"x"}]}""", "links[1].name")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x","ethernet_mac_address":"02:00:00:00:00:99"}]}""", "not that of any interface")]
    [InlineData("""{"links":[{"id":"a","type":"phy","ethernet_mac_address":"02:00:00:00:00:01"},{"id":"b","type":"phy","ethernet_mac_address":"020000000001"}]}""", "links[1].ethernet_mac_address")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x","mtu":"1500"}]}""", "links[0].mtu")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x","mtu":67}]}""", "links[0].mtu")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x","params":{}}]}""", "links[0].params")]
    [InlineData("""{"links":[{"id":"b","type":"bond","bond_mode":"802.3ad"}]}""", "links[0].bond_links")]
    [InlineData("""{"links":[{"id":"b","type":"bond","bond_mode":"802.3ad","bond_links":[]}]}""", "links[0].bond_links")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"},{"id":"b","type":"bond","bond_mode":"802.3ad","bond_links":["a","nope"]}]}""", "links[1].bond_links")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"},{"id":"b","type":"bond","bond_mode":"802.3ad","bond_links":["a","a"]}]}""", "links[1].bond_links")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"},{"id":"b","type":"bond","bond_links":["a"]}]}""", "links[1].bond_mode")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"},{"id":"b","type":"bond","bond_mode":"802.1ad","bond_links":["a"]}]}""", "links[1].bond_mode")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"},{"id":"b","type":"bond","bond_mode":"802.3ad","bond_xmit_hash_policy":"layer7","bond_links":["a"]}]}""", "links[1].bond_xmit_hash_policy")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"},{"id":"b","type":"bond","bond_mode":"802.3ad","bond_miimon":"fast","bond_links":["a"]}]}""", "links[1].bond_miimon")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"},{"id":"b","type":"bond","bond_mode":"802.3ad","bond_primary":{},"bond_links":["a"]}]}""", "links[1].bond_*")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"},{"id":"v","type":"vlan","vlan_link":"a"}]}""", "links[1].vlan_id")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"},{"id":"v","type":"vlan","vlan_link":"a","vlan_id":4095}]}""", "links[1].vlan_id")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"},{"id":"v","type":"vlan","vlan_link":"a","vlan_id":"5"}]}""", "links[1].vlan_id")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"},{"id":"v","type":"vlan","vlan_link":"nope","vlan_id":5}]}""", "links[1].vlan_link")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"},{"id":"v","type":"vlan","vlan_link":"a","vlan_id":5}]}""", "links[1].vlan_mac_address")]
    [InlineData("""{"links":[{"id":"a","type":"phy","ethernet_mac_address":"02:00:00:00:00:01"},{"id":"v","type":"vlan","vlan_link":"a","vlan_id":5},{"id":"w","type":"vlan","vlan_link":"v","vlan_id":5}]}""", "links[2].vlan_link")]
    [InlineData("""{"links":[{"id":"a","type":"phy","ethernet_mac_address":"02:00:00:00:00:01"},{"id":"v","type":"vlan","vlan_link":"a","vlan_id":5},{"id":"w","type":"vlan","vlan_link":"a","vlan_id":5}]}""", "links[2].vlan_id")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":[{"id":"n","type":"dhcp","link":"a"}]}""", "networks[0].type")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":[{"id":"n","type":"ipv4","link":"a"}]}""", "networks[0].ip_address")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":[{"id":"n","type":"ipv4","link":"a","ip_address":"10.0.0.5"}]}""", "networks[0].ip_address")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":[{"id":"n","type":"ipv4","link":"a","ip_address":"10.0.0.5/24","netmask":"255.255.0.0"}]}""", "networks[0].ip_address")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":[{"id":"n","type":"ipv4","link":"a","ip_address":"10.0.0.5","netmask":"255.0.255.0"}]}""", "networks[0].ip_address")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":[{"id":"n","type":"ipv4","link":"a","ip_address":"10.0.0.5","netmask":0}]}""", "networks[0].netmask")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":[{"id":"n","type":"ipv4","link":"a","ip_address":"2001:db8::5/64"}]}""", "networks[0].ip_address")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":[{"id":"n","type":"ipv6","link":"a","ip_address":"::ffff:010.0.0.1/64"}]}""", "networks[0].ip_address")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":[{"id":"n","type":"ipv4","link":"a","ip_address":"10.0.0.5/24","gateway":"2001:db8::1"}]}""", "networks[0].gateway")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":[{"id":"n","type":"ipv4_dhcp","link":"a","metric":"50"}]}""", "networks[0].metric")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":[{"id":"n","type":"ipv4_dhcp","link":"a","dns_nameservers":["dns.example"]}]}""", "networks[0].dns_nameservers")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":[{"id":"n","type":"ipv4_dhcp","link":"a","routes":[{"network":"10.0.0.0","netmask":"255.0.0.0"}]}]}""", "networks[0].routes[0].gateway")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":[{"id":"n","type":"ipv4_dhcp","link":"a","routes":[{"network":"10.0.0.0","gateway":"10.0.0.1"}]}]}""", "networks[0].routes[0].network")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":[{"id":"n","type":"ipv4_dhcp","link":"a","routes":[{"network":"10.0.0.1","netmask":"255.0.0.0","gateway":"10.0.0.1"}]}]}""", "networks[0].routes[0].network")]
    [InlineData("""{"links":[{"id":"a","type":"phy","name":"x"}],"networks":[{"id":"n","type":"ipv4_dhcp","link":"a","routes":[{"network":"10.0.0.0/8","prefix":16,"gateway":"10.0.0.1"}]}]}""", "networks[0].routes[0].prefix")]
    public void Given_WhatAGuestFailsOver_IsRefused(string text, string expected)
    {
        var refusal = Drive(text).Refusal();

        Assert.StartsWith("spec.networkData", refusal.Field, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{name: dynamic}")]
    [InlineData("{name: default, macAddress: \"02:00:00:00:00:02\"}", "hostDevices: [{name: nic}]")]
    public void Given_MacAddressThatMayBeTheGuests_IsAccepted(string card, string devices = "")
    {
        var drive = Drive(Valid) with
        {
            VirtualMachine = $"metadata: {{name: web-1}}\nspec: {{template: {{spec: {{domain: {{devices: {{interfaces: [{card}], {devices}}}}}}}}}}}",
        };

        Assert.NotNull(drive.Content.NetworkData);
    }

    [Theory]
    [InlineData("02-00-00-00-00-01")]
    [InlineData("0200.0000.0001")]
    [InlineData("020000000001")]
    public void Given_MacAddressInAnotherSpelling_IsOnTheDriveAsGuestsLookForIt(string spelling) =>
        Assert.Equal(Valid, Write(Valid.ReplaceExisting("02:00:00:00:00:01", spelling)));

    private static string Write(string text) => Drive(text).Tree.Text("openstack/latest/network_data.json");

    private static Drive Drive(string text) =>
        new Drive { Spec = "networkData: {secretKeyRef: {name: network, key: json}}" }.WithSecret("network", "json", text);
}
