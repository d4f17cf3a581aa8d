using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Tests.Content;

/// <summary>What the guest is told of itself when the ConfigDrive leaves it open, and what stays the same from stop to start.</summary>
public sealed class MetadataTests
{
    private const string Bare = "metadata: {name: web-1}\nspec: {template: {spec: {domain: {}}}}";

    [Fact]
    public void VirtualMachineID_IsTheFirmwareUuidInLowerCase() => Assert.Equal("0f6e5c3a-9b1d-4c8e-8f6a-2d4b6c8e0a1c", new Drive().Content.Metadata.VirtualMachineID);

    /// <summary>The expected value is Python's <c>uuid.uuid5(UUID("6a1a24a1-4061-4607-8bf4-a3963d0c5895"), "web-1")</c>.</summary>
    [Fact]
    public void VirtualMachineID_WithoutFirmwareUuid_IsWhatKubeVirtDerives() =>
        Assert.Equal("c6d9770f-afd4-5f89-9d1a-28d1dc62c4b9", new Drive { VirtualMachine = Bare }.Content.Metadata.VirtualMachineID);

    [Theory]
    [InlineData("{}", "web-1")]
    [InlineData("{hostname: inner}", "inner")]
    [InlineData("{hostname: \"\"}", "web-1")]
    public void Hostname_IsTheTemplates_ElseTheName(string template, string expected) => Assert.Equal(
        expected, new Drive { VirtualMachine = $"metadata: {{name: web-1}}\nspec: {{template: {{spec: {template}}}}}" }.Content.Metadata.Hostname);

    [Theory]
    [InlineData("web.example.org", "web")]
    [InlineData("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg-h", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg")]
    [InlineData("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgg-hhh", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgg")]
    public void Hostname_OfALongOrDottedName_IsOneDnsLabel(string name, string expected) =>
        Assert.Equal(expected, new Drive { VirtualMachine = $"metadata: {{name: {name}}}" }.Content.Metadata.Hostname);

    [Fact]
    public void ServiceOffering_IsTheInstanceTypesName_ElseAbsent()
    {
        Assert.Equal("u1.small", new Drive().Content.Metadata.ServiceOffering);
        Assert.Null(new Drive { VirtualMachine = Bare }.Content.Metadata.ServiceOffering);
        Assert.Equal("Small", new Drive { Spec = "metadata: {serviceOffering: Small}" }.Content.Metadata.ServiceOffering);
    }

    [Fact]
    public void AvailabilityZone_IsGiven_ElseTheNodes_ElseSelected_ElseTheOperators()
    {
        var selected = "metadata: {name: web-1}\nspec: {template: {spec: {nodeSelector: {topology.kubernetes.io/zone: selected}}}}";
        var drive = new Drive { Defaults = new ContentDefaults { AvailabilityZone = "default" } };

        Assert.Null(new Drive().Content.Metadata.AvailabilityZone);
        Assert.Equal("default", drive.Content.Metadata.AvailabilityZone);
        Assert.Equal("selected", (drive with { VirtualMachine = selected }).Content.Metadata.AvailabilityZone);
        Assert.Equal("node", (drive with { VirtualMachine = selected, NodeZone = "node" }).Content.Metadata.AvailabilityZone);
        Assert.Equal("given", (drive with { NodeZone = "node", Spec = "metadata: {availabilityZone: given}" }).Content.Metadata.AvailabilityZone);
    }

    [Fact]
    public void Cloud_IsGiven_ElseTheOperators()
    {
        var drive = new Drive { Defaults = new ContentDefaults { CloudIdentifier = "id", CloudName = "name" } };

        Assert.Equal(("id", "name"), (drive.Content.Metadata.CloudIdentifier, drive.Content.Metadata.CloudName));
        var given = (drive with { Spec = "metadata: {cloudIdentifier: a, cloudName: b}" }).Content.Metadata;
        Assert.Equal(("a", "b"), (given.CloudIdentifier, given.CloudName));
    }

    [Fact]
    public void Namespace_IsOnTheDriveOnlyWhenExposed()
    {
        var drive = new Drive { NamespaceUid = "b2f3d0fe" };

        Assert.DoesNotContain(drive.Tree.Files, file => drive.Tree.Text(file.Path).Contains("tenant-a", StringComparison.Ordinal));
        var exposed = (drive with { Spec = "metadata: {exposeNamespace: true}" }).Tree;
        Assert.Equal("tenant-a", exposed.Text("cloudstack/metadata/cloud-domain.txt"));
        Assert.Equal("b2f3d0fe", exposed.Text("cloudstack/metadata/cloud-domain-id.txt"));
        Assert.Equal("tenant-a", exposed.MetaData.GetProperty("project_id").GetString());
    }

    [Fact]
    public void Node_IsOnTheDriveOnlyWhenExposed()
    {
        var drive = new Drive { RunningOn = "node-7" };

        Assert.DoesNotContain(drive.Tree.Files, file => drive.Tree.Text(file.Path).Contains("node-7", StringComparison.Ordinal));
        Assert.Equal("node-7", (drive with { Spec = "metadata: {exposeHypervisorHostName: true}" }).Tree.Text("cloudstack/metadata/hypervisor-host-name.txt"));
    }

    [Fact]
    public void Drive_OfAStoppedVirtualMachine_DoesNotChangeAsItBoots()
    {
        var stopped = SampleDrives.Minimal;

        Assert.Equal(Print(stopped.Tree), Print((stopped with { RunningOn = "node-7" }).Tree));

        static string Print(DriveTree tree) => string.Join('\n', tree.Paths.Select(path => $"{path}: {tree.Text(path)}"));
    }

    [Theory]
    [InlineData("{}", "10.0.2.2")]
    [InlineData("{vmNetworkCIDR: 192.168.64.0/20}", "192.168.64.2")]
    [InlineData("{vmNetworkCIDR: \"\"}", "10.0.2.2")]
    public void LocalIPv4_BehindMasquerade_IsTheAddressThatTheGuestItselfHas(string pod, string expected)
    {
        var drive = new Drive
        {
            VirtualMachine = $$$"""
                metadata: {name: web-1}
                spec:
                  template:
                    spec:
                      domain: {devices: {interfaces: [{name: default, masquerade: {}}]}}
                      networks:
                      - name: default
                        pod: {{{pod}}}
                """,
        };

        Assert.Equal(expected, drive.Content.Metadata.LocalIPv4);
        Assert.Equal(expected, drive.Content.Metadata.PublicIPv4);
        Assert.Null(drive.Content.Metadata.PublicHostname);
    }

    [Fact]
    public void LocalIPv4_OfABridgedInterface_IsNotGuessed() => Assert.Null(
        new Drive { VirtualMachine = "metadata: {name: web-1}\nspec: {template: {spec: {domain: {devices: {interfaces: [{name: default}]}}}}}" }.Content.Metadata.LocalIPv4);

    [Fact]
    public void LocalIPv4_WithStaticNetworkData_IsItsFirstAddress()
    {
        var generated = new Drive { Spec = "networkData: {generate: {interfaces: [{name: default, ip: {addresses: [\"2001:db8::5/64\", 192.0.2.5/24]}}]}}" };
        var given = new Drive
        {
            Spec = """
                networkData:
                  inline: >
                    {"links": [{"id": "a", "type": "phy", "ethernet_mac_address": "02:00:00:00:00:01"}],
                    "networks": [{"id": "n", "type": "ipv4", "link": "a", "ip_address": "192.0.2.6/24"}]}
                """,
        };

        Assert.Equal("192.0.2.5", generated.Content.Metadata.LocalIPv4);
        Assert.Equal("192.0.2.6", given.Content.Metadata.LocalIPv4);
    }

    [Fact]
    public void PublicHostname_IsGiven_ElseThePublicAddressThatIsGiven()
    {
        Assert.Equal("192.0.2.80", new Drive { Spec = "metadata: {publicIPv4: 192.0.2.80}" }.Content.Metadata.PublicHostname);
        Assert.Equal("www", new Drive { Spec = "metadata: {publicIPv4: 192.0.2.80, publicHostname: www}" }.Content.Metadata.PublicHostname);
    }

    [Fact]
    public void Extra_IsMetaAndAFileEach_ButABlankValueHasNoFile()
    {
        var tree = new Drive { Spec = "metadata: {extra: {role: web, empty: \"\", blank: \" \"}}" }.Tree;

        Assert.Equal("""{"blank":" ","empty":"","role":"web"}""", tree.MetaData.GetProperty("meta").GetRawText());
        Assert.Equal("web", tree.Text("cloudstack/metadata/role.txt"));
        Assert.False(tree.Has("cloudstack/metadata/empty.txt"));
        Assert.False(tree.Has("cloudstack/metadata/blank.txt"));
    }

    [Fact]
    public void Text_OutsideAscii_IsPlainUtf8WithoutEscapes()
    {
        const string Value = "Grüße 漢字 😀 \u00a0\u200b\ufeff\u2028 <&>'+/";
        var tree = new Drive { Spec = $"metadata: {{extra: {{greeting: \"{Value.Replace("\u2028", "\\u2028", StringComparison.Ordinal)}\"}}}}" }.Tree;

        Assert.Equal(Value, tree.Text("cloudstack/metadata/greeting.txt"));
        Assert.Contains($"\"greeting\":\"{Value}\"", tree.Text("openstack/latest/meta_data.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void VolumeLabel_IsGiven_ElseTheOperators()
    {
        Assert.Equal("config-2", new Drive().Content.VolumeLabel);
        Assert.Equal("CFG", new Drive { Defaults = new ContentDefaults { VolumeLabel = "CFG" } }.Content.VolumeLabel);
        Assert.Equal("mine", new Drive { Spec = "volumeLabel: mine", Defaults = new ContentDefaults { VolumeLabel = "CFG" } }.Content.VolumeLabel);
    }

    [Fact]
    public void Content_AsText_ShowsNothingOfIt()
    {
        var text = SampleDrives.Full.Content.ToString();

        Assert.Equal("DriveContent of web-1", text);
    }
}
