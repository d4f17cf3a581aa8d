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

    [Fact]
    public void Given_MacAddressInAnotherNotation_IsTheSame() =>
        Assert.NotNull(Drive(Valid.ReplaceExisting("02:00:00:00:00:01", "02-00-00-00-00-01")).Content.NetworkData);

    private static string Write(string text) => Drive(text).Tree.Text("openstack/latest/network_data.json");

    private static Drive Drive(string text) =>
        new Drive { Spec = "networkData: {secretKeyRef: {name: network, key: json}}" }.WithSecret("network", "json", text);
}
