using System.Net;
using System.Text.Json;

namespace ConfigDrive.Operator.Tests.Content.Guests;

/// <summary>
/// The rules of Talos Linux (siderolabs/talos, <c>internal/app/machined/pkg/runtime/v1alpha1/platform/openstack</c>). It ignores JSON
/// errors, and then knows nothing: so every type must be right.
/// </summary>
public sealed class TalosTests
{
    [Theory]
    [MemberData(nameof(GuestSamples.WithOpenStack), MemberType = typeof(GuestSamples))]
    public void MetaData_HasTheTypesThatGoWants(string sample)
    {
        var metaData = GuestSamples.Tree(sample).MetaData;

        Assert.All(["uuid", "hostname", "availability_zone", "project_id", "instance_type"], key =>
            Assert.True(!metaData.TryGetProperty(key, out var value) || value.ValueKind is JsonValueKind.String, key));
    }

    private static readonly string[] LinkTypes = ["phy", "bond", "vlan"];

    [Fact]
    public void Links_HaveTypesAndNumbersThatItTakes() => Assert.All(SampleDrives.Full.Tree.NetworkData.GetProperty("links").EnumerateArray(), link =>
    {
        Assert.Contains(link.GetProperty("type").GetString(), LinkTypes);
        Assert.True(!link.TryGetProperty("mtu", out var mtu) || mtu.ValueKind is JsonValueKind.Number);
        Assert.True(!link.TryGetProperty("bond_miimon", out var interval) || interval.ValueKind is JsonValueKind.String);
    });

    /// <summary>An unknown policy or mode is an error (<c>machinery/nethelpers/bondxmithashpolicy.go</c>, <c>bondmode.go</c>).</summary>
    [Theory]
    [InlineData("layer2")]
    [InlineData("layer2+3")]
    [InlineData("layer3+4")]
    [InlineData("encap2+3")]
    [InlineData("encap3+4")]
    public void Links_BondPolicy_IsOneThatItKnows(string policy) => Assert.Equal(
        policy,
        new Drive { Spec = $"networkData: {{generate: {{bonds: [{{name: b, interfaces: [default], mode: 802.3ad, transmitHashPolicy: {policy}}}]}}}}" }
            .Tree.NetworkData.GetProperty("links")[1].GetProperty("bond_xmit_hash_policy").GetString());

    /// <summary>A network without an id is skipped; an address, mask, network or gateway that does not parse is an error.</summary>
    [Fact]
    public void Networks_HaveAnIdAndAddressesThatParse()
    {
        var networks = SampleDrives.Full.Tree.NetworkData.GetProperty("networks").EnumerateArray().ToList();

        Assert.All(networks, network => Assert.NotEmpty(network.GetProperty("id").GetString()!));
        Assert.Distinct(networks.Select(network => network.GetProperty("id").GetString()));
        Assert.All(networks.Where(network => network.TryGetProperty("routes", out _)).SelectMany(network => network.GetProperty("routes").EnumerateArray()), route =>
            Assert.All(["network", "netmask", "gateway"], key => Assert.True(IPAddress.TryParse(route.GetProperty(key).GetString(), out _))));
    }

    /// <summary>
    /// The machine configuration is the user data; a text that starts with <c>#cloud-config</c> would count as none, so nothing may be put
    /// before it.
    /// </summary>
    [Fact]
    public void UserData_IsTheMachineConfigurationAsGiven() => Assert.Equal(
        "version: v1alpha1\n", new Drive { Spec = "userData: {inline: \"version: v1alpha1\\n\"}" }.Tree.Text("openstack/latest/user_data"));
}
