using System.Text;
using System.Text.Json;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Tests.Content;

public sealed class NoCloudTests
{
    [Theory]
    [InlineData("layouts: [NoCloud]", "cidata")]
    [InlineData("layouts: [CloudStack, NoCloud]", "cidata")]
    [InlineData("layouts: [NoCloud, OpenStack]", "theirs")]
    [InlineData("layouts: [CloudStack]", "theirs")]
    [InlineData("layouts: [NoCloud]\nvolumeLabel: mine", "mine")]
    public void VolumeLabel_ByDefault_IsCidata_WhereOnlyNoCloudIsReadByCloudInit(string spec, string label) => Assert.Equal(
        label, new Drive { Spec = spec, Defaults = new ContentDefaults { VolumeLabel = "theirs" } }.Content.VolumeLabel);

    [Fact]
    public void Files_WithoutMore_AreMetaDataAndAnEmptyUserData()
    {
        var tree = new Drive { Spec = "layouts: [NoCloud]\nguestHook: None" }.Tree;

        Assert.Equal(["meta-data", "user-data"], tree.Paths);
        Assert.Equal("""{"instance-id":"bb343102-df29-5be2-a4aa-c3e4e21258f1","local-hostname":"web-1"}""", tree.Text("meta-data"));
        Assert.Empty(tree.Bytes("user-data"));
    }

    [Fact]
    public void Files_BesideTheOtherLayouts_ShareTheUserData()
    {
        var tree = new Drive { Spec = "layouts: [OpenStack, CloudStack, NoCloud]\nuserData: {inline: x}" }.Tree;

        Assert.Same(tree.Content("openstack/latest/user_data"), tree.Content("user-data"));
        Assert.True(tree.Has("cloudstack/userdata/user_data.txt"));
    }

    [Fact]
    public void VendorData_OfOnePart_IsThatPartAsItIs() => Assert.Equal(
        "#!/bin/sh\r\necho Grüezi", new Drive { Spec = "layouts: [NoCloud]\nguestHook: None\nvendorData2: {inline: \"#!/bin/sh\\r\\necho Grüezi\"}" }.Tree.Text("vendor-data"));

    [Fact]
    public void VendorData_OfSeveralParts_IsAMessage_InWhichVendorData2IsLast() => Assert.Equal(
        """
        Content-Type: multipart/mixed; boundary="=part-2="
        MIME-Version: 1.0

        --=part-2=
        Content-Type: text/x-not-multipart

        #cloud-config
        a: --=part=
        --=part-2=
        Content-Type: text/x-not-multipart
        Content-Transfer-Encoding: base64

        IyHDpA==
        --=part-2=--

        """,
        new Drive { Spec = "layouts: [NoCloud]\nguestHook: None\nvendorData: {inline: \"#cloud-config\\na: --=part=\"}\nvendorData2: {inline: \"#!ä\"}" }.Tree.Text("vendor-data"));

    /// <summary>cloudbase-init's service for NoCloud reads no password.</summary>
    [Fact]
    public void Password_OfAWindowsGuest_IsNowhere()
    {
        var tree = new Drive { Spec = "layouts: [NoCloud]" }.WithPassword("s3cret", "Windows").Tree;

        Assert.Equal(["meta-data", "user-data"], tree.Paths);
        Assert.DoesNotContain("s3cret", tree.Text("meta-data"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version: 2")]
    [InlineData("# comment\n---\nversion: 2\nethernets: {id0: &a {dhcp4: true}, id1: *a}\n...\n")]
    [InlineData("{\"network\": {\"version\": 2}}")]
    [InlineData("version: 2\ntunnels: {t: {mode: sit}}\nethernets: {a: &a {match: {macaddress: 02:00:00:00:00:0A}, dhcp4: yes}, b: {<<: *a, mtu: 1400}}")]
    [InlineData("version: 1\nconfig:\n- {type: physical, name: eth0, mac_address: \"52:54:00:12:34:56\", subnets: [{type: static, address: 10.0.0.5, netmask: 255.255.255.0}]}\n- {type: nameserver, address: 10.0.0.53}")]
    [InlineData("network:\n  config: []\n  version: 1\n")]
    [InlineData("\uFEFFversion: 2\r\n")]
    public void NetworkConfig_Given_IsOnTheDriveToTheByte(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        Assert.Equal(bytes, new Drive { Spec = $"layouts: [NoCloud]\nnetworkConfig: {{base64: {Convert.ToBase64String(bytes)}}}" }.Tree.Bytes("network-config"));
    }

    [Theory]
    [InlineData("", "mapping")]
    [InlineData("- version: 2", "mapping")]
    [InlineData("version: 2\n---\nversion: 2", "more than one document")]
    [InlineData("version: 3", "version")]
    [InlineData("version: \"2\"", "version")]
    [InlineData("version: [2]", "version")]
    [InlineData("ethernets: {version: 2}", "version")]
    [InlineData("network: {ethernets: {version: 2}}", "version")]
    [InlineData("network: {network: {version: 2}}", "version")]
    [InlineData("network: 2", "version")]
    [InlineData("network: {version: 2}\nversion: 2", "beside network")]
    [InlineData("version: 1", "config")]
    [InlineData("version: 2\nethernets: [", "not YAML")]
    [InlineData("version: 2\nsecret: {s3cret: 1, s3cret", "not YAML")]
    [InlineData("a: 1\nb: %s3cret", "(line 2)")]
    [InlineData("#\n\t: éusers:&a ", "is not YAML")]
    [InlineData("version: 2\na: *s3cret", "is not YAML")]
    [InlineData("version: 2\na: !s3cret x", "(line 2)")]
    [InlineData("version: 1\nconfig: [{type: physical, name: eth0, mac_address: 02-00-00-00-00-01}]", "config[0].mac_address must be in lower case")]
    [InlineData("version: 1\nconfig: [{type: physical, name: eth0, mac_address: 52:54:00:12:34:56}]", "quote texts")]
    [InlineData("version: 1\nconfig: [{type: s3cret, name: eth0}]", "config[0].type must be one of")]
    [InlineData("version: 1\nconfig: [{type: vlan, name: v, vlan_link: eth0}]", "config[0].vlan_id")]
    [InlineData("version: 1\nconfig: [{type: bond, name: b, bond_interfaces: [eth0]}]", "config[0].params")]
    [InlineData("version: 1\nconfig: [{type: physical, name: eth0, subnets: [{type: static, address: s3cret}]}]", "config[0].subnets[0].address")]
    [InlineData("version: 1\nconfig: [{type: physical, name: eth0, subnets: [{type: static, address: 10.0.0.5/24, routes: [{gateway: 10.0.0.1}]}]}]", "config[0].subnets[0].routes[0].network")]
    [InlineData("version: 2\nethernets: {s3cret: {match: {macaddress: 02:00:00:00:00:0A}, set-name: lan0}}", "ethernets[0].match.macaddress must be in lower case")]
    [InlineData("version: 2\nethernets: {s3cret: {match: {macaddress: 02-00-00-00-00-0a}}}", "ethernets[0].match.macaddress is not a MAC address")]
    [InlineData("version: 2\nethernets: {eth0: {addresses: [10.0.0.5]}}", "ethernets[0].addresses")]
    [InlineData("version: 2\nethernets: {eth0: {routes: [{to: default, via: 10.0.0.1}]}}", "in place of default")]
    [InlineData("version: 2\nethernets: {eth0: {nameservers: {search: [a]}}}", "ethernets[0].nameservers.addresses")]
    [InlineData("version: 2\nethernets: {eth0: }", "ethernets is missing, or not a mapping")]
    [InlineData("version: 2\nbonds: {b: {interfaces: [eth0], parameters: {s3cret: x}}}", "bonds[0].parameters")]
    [InlineData("version: 2\nbonds: {b: {parameters: {mode: 802.3ad}}}", "bonds[0].interfaces")]
    [InlineData("version: 2\nvlans: {v: {id: 5}}", "vlans[0].link")]
    [InlineData("version: 2\ns3cret: {}", "neither cloud-init nor netplan")]
    [InlineData("x: &a {match: {macaddress: 02-00-00-00-00-01}}\nnetwork: 1", "beside network")]
    [InlineData("network: {version: 2, renderer: networkd, ethernets: {a: &a {match: {macaddress: 02-00-00-00-00-01}}, b: {<<: *a}}}", "network.ethernets[0].match.macaddress")]
    public void NetworkConfig_ThatCloudInitCannotUse_IsRefused_AndNotShown(string text, string reason)
    {
        var refusal = new Drive { Spec = $"layouts: [NoCloud]\nnetworkConfig: {{base64: \"{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}\"}}" }.Refusal();

        Assert.Equal("spec.networkConfig", refusal.Field);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NetworkConfig_MadeToExhaustTheReader_IsRefusedAtOnce()
    {
        var bomb = new StringBuilder("version: 2\na0: &a0 x\n");
        for (var level = 1; level < 64; level++)
        {
            bomb.Append($"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n");
        }

        Assert.Contains("too many values", Given(bomb.ToString()).Refusal().Message, StringComparison.Ordinal);
        Assert.Contains("nested", Given($"version: 2\na: {new string('[', 500_000)}").Refusal().Message, StringComparison.Ordinal);

        static Drive Given(string text) => new() { Spec = $"layouts: [NoCloud]\nnetworkConfig: {{inline: {JsonSerializer.Serialize(text)}}}" };
    }

    [Fact]
    public void NetworkConfig_Given_WinsOverTheGeneratedOne_AndTheGeneratedOverAnAbsentSource()
    {
        const string Generated = "layouts: [OpenStack, NoCloud]\nnetworkData: {generate: {}}";

        Assert.Equal("version: 2", new Drive { Spec = $"{Generated}\nnetworkConfig: {{inline: \"version: 2\"}}" }.Tree.Text("network-config"));
        Assert.Contains("nic0", new Drive { Spec = $"{Generated}\nnetworkConfig: {{secretKeyRef: {{name: gone, key: k, optional: true}}}}" }.Tree.Text("network-config"), StringComparison.Ordinal);
        Assert.False(new Drive { Spec = "layouts: [OpenStack]\nnetworkData: {generate: {}}" }.Tree.Has("network-config"));
    }

    [Fact]
    public void NetworkConfig_Generated_RenamesOnlyCardsBelowOthers() => Assert.Equal(
        """
        {"version":2,"ethernets":{"nic0":{"match":{"macaddress":"02:00:00:00:00:01"},"dhcp4":true},
        "nic1":{"match":{"macaddress":"02:00:00:00:00:02"},"set-name":"nic1","addresses":["10.0.0.5/32"],"routes":[{"to":"0.0.0.0/0","via":"169.254.1.1","on-link":true}]}},
        "vlans":{"nic1.7":{"id":7,"link":"nic1","mtu":1400,"accept-ra":true,"nameservers":{"addresses":["2001:db8::53"]}}}}
        """.ReplaceLineEndings(""),
        new Drive
        {
            Spec = """
                layouts: [NoCloud]
                networkData:
                  generate:
                    interfaces:
                    - {name: b, ip: {addresses: [10.0.0.5/32], routes: [{destination: 0.0.0.0/0, gateway: 169.254.1.1}]}}
                    vlans:
                    - {link: b, id: 7, mtu: 1400, ip: {autoconfiguration: [SLAAC], nameservers: ["2001:db8::53"]}}
                """,
            VirtualMachine = """
                metadata: {name: web-1}
                spec: {template: {spec: {domain: {devices: {interfaces: [{name: a, macAddress: "02:00:00:00:00:01"}, {name: b, macAddress: "02:00:00:00:00:02"}]}}}}}
                """,
        }.Tree.Text("network-config"));

    /// <summary>Each field, in each set of layouts: taken where one of the layouts can carry it, else refused by its name.</summary>
    [Theory]
    [InlineData("vendorData: {inline: x}", "spec.vendorData", Layout.OpenStack, Layout.NoCloud)]
    [InlineData("vendorData2: {inline: x}", "spec.vendorData2", Layout.OpenStack, Layout.NoCloud)]
    [InlineData("networkData: {generate: {}}", "spec.networkData", Layout.OpenStack, Layout.NoCloud)]
    [InlineData("networkData: {inline: x}", "spec.networkData", Layout.OpenStack)]
    [InlineData("networkConfig: {inline: x}", "spec.networkConfig", Layout.NoCloud)]
    [InlineData("files: [{path: /a, content: {inline: x}}]", "spec.files", Layout.OpenStack)]
    public void Field_ThatNoLayoutCarries_IsRefused(string spec, string field, params object[] layoutsThatDo)
    {
        var carriers = layoutsThatDo.Cast<Layout>().ToList();
        var layouts = Enum.GetValues<Layout>();
        foreach (var set in Enumerable.Range(1, (1 << layouts.Length) - 1).Select(bits => layouts.Where((_, bit) => (bits & (1 << bit)) != 0).ToList()))
        {
            var errors = SpecValidation.Check(new Drive { Spec = $"layouts: [{string.Join(", ", set)}]\n{spec}" }.ParsedSpec);

            Assert.Equal(set.Intersect(carriers).Any() ? [] : [field], errors.Select(error => error.Field));
            Assert.All(errors, error => Assert.Contains($"has no place in the layout {string.Join(" or ", set)}: add {string.Join(" or ", carriers)} to", error.Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void NetworkData_GivenWithoutOpenStack_IsRefused_AndNamesNetworkConfig() => Assert.Contains(
        "spec.networkConfig", new Drive { Spec = "layouts: [NoCloud]\nnetworkData: {inline: x}" }.Refusal().Message, StringComparison.Ordinal);
}
