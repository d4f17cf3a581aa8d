using System.Text.Json;

namespace ConfigDrive.Operator.Tests.Content.Guests;

/// <summary>
/// The rules of FreeBSD's nuageinit (freebsd/freebsd-src, <c>libexec/nuageinit/nuageinit</c>, function <c>config2_network</c>). It knows
/// no VLANs: a link without
/// <c>ethernet_mac_address</c> ends the script, and a VLAN cannot have one that would be right.
/// </summary>
public sealed class NuageinitTests
{
    private static readonly Drive Given = new()
    {
        Spec = """
            networkData:
              generate:
                interfaces:
                - {name: default, ip: {addresses: [10.0.0.5/24, "2001:db8::5/64"], routes: [{destination: 0.0.0.0/0, gateway: 10.0.0.1}, {destination: 10.9.0.0/16, gateway: 10.0.0.2}]}}
            """,
    };

    [Theory]
    [MemberData(nameof(GuestSamples.WithOpenStack), MemberType = typeof(GuestSamples))]
    public void PublicKeys_AreATableOfTexts(string sample) => Assert.True(
        !GuestSamples.Tree(sample).MetaData.TryGetProperty("public_keys", out var keys)
        || (keys.ValueKind is JsonValueKind.Object && keys.EnumerateObject().All(key => key.Value.ValueKind is JsonValueKind.String)));

    [Fact]
    public void Links_EachHaveAMacAddressInLowerCase() => Assert.All(
        Given.Tree.NetworkData.GetProperty("links").EnumerateArray(),
        link => Assert.Matches("^([0-9a-f]{2}:){5}[0-9a-f]{2}$", link.GetProperty("ethernet_mac_address").GetString()));

    /// <summary>
    /// Address and mask are written to rc.conf as they are: the mask dotted. The default route is known by <c>0.0.0.0</c>.
    /// </summary>
    [Fact]
    public void Networks_HaveAddressMaskAndRoutesThatRcConfTakes()
    {
        var network = Given.Tree.NetworkData.GetProperty("networks")[0];

        Assert.Equal("ipv4", network.GetProperty("type").GetString());
        Assert.Equal("255.255.255.0", network.GetProperty("netmask").GetString());
        Assert.Equal("0.0.0.0", network.GetProperty("routes")[0].GetProperty("network").GetString());
        Assert.Equal("255.255.0.0", network.GetProperty("routes")[1].GetProperty("netmask").GetString());
    }

    /// <summary>The lists are walked without asking whether they are there.</summary>
    [Fact]
    public void LinksNetworksAndServices_AreAlwaysThere() => Assert.All(
        ["links", "networks", "services"], list => Assert.Equal(JsonValueKind.Array, Given.Tree.NetworkData.GetProperty(list).ValueKind));
}
