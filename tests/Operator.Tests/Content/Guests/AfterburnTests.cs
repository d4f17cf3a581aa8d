using System.Net;
using System.Text.Json;

namespace ConfigDrive.Operator.Tests.Content.Guests;

/// <summary>
/// The rules of afterburn (coreos/afterburn): <c>src/providers/openstack/configdrive.rs</c>, <c>src/providers/kubevirt/configdrive.rs</c>,
/// <c>src/providers/cloudstack/configdrive.rs</c>. Its JSON reader (serde) fails the whole file over one value of the wrong type.
/// </summary>
public sealed class AfterburnTests
{
    [Theory]
    [MemberData(nameof(GuestSamples.WithOpenStack), MemberType = typeof(GuestSamples))]
    public void OpenStack_MetaData_HasTheTypesThatSerdeWants(string sample)
    {
        var metaData = GuestSamples.Tree(sample).MetaData;

        Assert.Equal(JsonValueKind.String, metaData.GetProperty("uuid").ValueKind);
        Assert.Equal(JsonValueKind.String, metaData.GetProperty("hostname").ValueKind);
        Assert.True(!metaData.TryGetProperty("instance_type", out var type) || type.ValueKind is JsonValueKind.String);
        Assert.True(!metaData.TryGetProperty("public_keys", out var keys) || keys.EnumerateObject().All(key => key.Value.ValueKind is JsonValueKind.String));
    }

    /// <summary><c>PublicKey::parse</c> takes one key; one bad key fails all.</summary>
    [Theory]
    [MemberData(nameof(GuestSamples.WithOpenStack), MemberType = typeof(GuestSamples))]
    public void OpenStack_EachPublicKey_IsOneLine(string sample)
    {
        if (GuestSamples.Tree(sample).MetaData.TryGetProperty("public_keys", out var keys))
        {
            Assert.All(keys.EnumerateObject(), key => Assert.Matches("^(ssh-|ecdsa-)[^\n\r]+[^\\s]$", key.Value.GetString()));
        }
    }

    /// <summary>Names with underscores; the content is used as it is, not trimmed.</summary>
    [Theory]
    [MemberData(nameof(GuestSamples.WithCloudStack), MemberType = typeof(GuestSamples))]
    public void CloudStack_Attributes_AreInFilesWithUnderscores_WithoutLineBreak(string sample)
    {
        var tree = GuestSamples.Tree(sample);

        Assert.Superset(
            new HashSet<string> { "cloudstack/metadata/instance_id.txt", "cloudstack/metadata/vm_id.txt", "cloudstack/metadata/local_hostname.txt" }, tree.Paths.ToHashSet(StringComparer.Ordinal));
        string[] attributes = ["availability_zone", "cloud_identifier", "instance_id", "local_hostname", "service_offering", "vm_id"];
        Assert.All(attributes.Select(name => $"cloudstack/metadata/{name}.txt").Where(tree.Has), path => Assert.DoesNotMatch("[\r\n]", tree.Text(path)));
    }

    [Fact]
    public void CloudStack_AllSixAttributesAndKeys_AreThere()
    {
        var tree = SampleDrives.Full.Tree;

        Assert.All(
            ["availability_zone", "cloud_identifier", "instance_id", "local_hostname", "service_offering", "vm_id", "public_keys"],
            name => Assert.True(tree.Has($"cloudstack/metadata/{name}.txt"), name));
        Assert.Equal(3, tree.Text("cloudstack/metadata/public_keys.txt").Split('\n').Length);
    }

    [Fact]
    public void KubeVirt_NetworkData_HasTheTypesThatSerdeWants()
    {
        var data = SampleDrives.Full.Tree.NetworkData;
        string[] types = ["ipv4", "ipv6", "ipv4_dhcp", "ipv6_dhcp"];

        Assert.All(data.GetProperty("links").EnumerateArray(), link =>
        {
            Assert.Equal(JsonValueKind.String, link.GetProperty("id").ValueKind);
            Assert.Equal(JsonValueKind.String, link.GetProperty("type").ValueKind);
            Assert.True(!link.TryGetProperty("mtu", out var mtu) || mtu.TryGetUInt16(out _));
        });
        Assert.All(data.GetProperty("networks").EnumerateArray(), network =>
        {
            Assert.Contains(network.GetProperty("type").GetString(), types);
            Assert.True(!network.TryGetProperty("ip_address", out var address) || IPAddress.TryParse(address.GetString(), out _));
            Assert.True(!network.TryGetProperty("netmask", out var netmask) || IPAddress.TryParse(netmask.GetString(), out _));
        });
    }

    /// <summary>A default route is known by <c>0.0.0.0</c>/<c>0.0.0.0</c> and <c>::</c>/<c>::</c>; all three fields are texts.</summary>
    [Fact]
    public void KubeVirt_DefaultRoutes_AreRecognized()
    {
        var routes = SampleDrives.Full.Tree.NetworkData.GetProperty("networks").EnumerateArray()
            .Where(network => network.TryGetProperty("routes", out _)).SelectMany(network => network.GetProperty("routes").EnumerateArray())
            .Select(route => (route.GetProperty("network").GetString(), route.GetProperty("netmask").GetString(), route.GetProperty("gateway").GetString()));

        Assert.Equal([("0.0.0.0", "0.0.0.0", "10.0.0.1"), ("::", "::", "2001:db8::1")], routes);
    }

    /// <summary>Resolvers of single networks' <c>services</c> are not read.</summary>
    [Fact]
    public void KubeVirt_EveryResolver_IsInTheGlobalList() => Assert.Equal(
        ["192.0.2.53", "10.0.0.53", "2001:db8::53"],
        SampleDrives.Full.Tree.NetworkData.GetProperty("services").EnumerateArray().Select(service => service.GetProperty("address").GetString()));
}
