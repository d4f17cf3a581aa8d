using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using ConfigDrive.Iso;

namespace ConfigDrive.Operator.Tests.Content.Guests;

/// <summary>Real cloud-init reads our drives by its class DataSourceNoCloud.</summary>
public sealed class CloudInitNoCloudTests
{
    // Python takes its time to start, so what several tests look at is read once.
    private static readonly ConcurrentDictionary<string, JsonElement> FullDrives = new(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void FullDrive_IsReadWhole(string release)
    {
        var seen = ReadFull(release);

        Assert.Equal("bb343102-df29-5be2-a4aa-c3e4e21258f1", Text(seen, "instance_id"));
        Assert.Equal("web-1.example.org", Text(seen, "hostname"));
        Assert.Equal("zone-a", Text(seen, "availability_zone"));
        Assert.Equal("#cloud-config\npackages: [nginx]\n", Text(seen, "user_data"));
        Assert.Equal([Keys.Ed25519, Keys.EcdsaWithoutComment, Keys.RsaWithSpacedComment], Strings(seen, "public_keys"));
        Assert.Equal("web 🌍", Text(seen.GetProperty("metadata").GetProperty("meta"), "role"));
        Assert.Equal("two\nlines", Text(seen.GetProperty("metadata").GetProperty("meta"), "note"));
    }

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void MinimalDrive_IsRead_AndTheGuestFallsBackToDhcp(string release)
    {
        var seen = CloudInit.Require(release).ReadNoCloud(new Drive { Spec = "layouts: [NoCloud]" }.Tree);

        Assert.True(seen.GetProperty("found").GetBoolean());
        Assert.Equal("web-1", Text(seen, "hostname"));
        Assert.Equal("", Text(seen, "user_data"));
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("network").ValueKind);
        Assert.Equal(["text/cloud-boothook", "text/x-shellscript"], Strings(seen.GetProperty("vendor_data"), "types"));
    }

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void UserData_OfAnyBytes_ArrivesAsItIs(string release)
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(each => (byte)each)];

        var seen = CloudInit.Require(release).ReadNoCloud(new Drive { Spec = $"layouts: [NoCloud]\nuserData: {{base64: {Convert.ToBase64String(bytes)}}}" }.Tree);

        Assert.Equal(bytes, Encoding.Latin1.GetBytes(Text(seen, "user_data")));
    }

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void VendorDataPasswordAndVendorData2_AreMerged(string release)
    {
        var vendor = ReadFull(release).GetProperty("vendor_data");

        Assert.Equal(["text/cloud-config", "text/cloud-config", "text/cloud-boothook", "text/x-shellscript", "text/x-shellscript"], Strings(vendor, "types"));
        Assert.Equal("Europe/Zürich", Text(vendor.GetProperty("config"), "timezone"));
        Assert.Equal("""{"passwords": {"debian": "correct horse \"battery\" \ud83d\udc0e"}, "expired": []}""", ReadFull(release).GetProperty("set_passwords").GetRawText());
    }

    /// <summary>A text of the tenant's means the same beside other parts as it means alone.</summary>
    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void VendorData_OfEveryType_KeepsTypeAndBytes_BesideOtherParts(string release)
    {
        string[] texts =
        [
            "#cloud-config\ntimezone: UTC\n",
            "#!/bin/sh\necho Grüezi\r\n\r\n",
            "#cloud-boothook\n#!/bin/sh\necho hook",
            "## template: jinja\n#cloud-config\nlocale: C\n",
            "#part-handler\n\n",
            "#cloud-config-archive\n- {type: text/cloud-boothook, content: \"#!/bin/sh\"}\n- \"#cloud-config\\nlocale: C\"\n",
            "From nobody Fri Jan 11 07:00:00 1980\nContent-Type: multipart/mixed; boundary=\"=part=\"\nMIME-Version: 1.0\n\n"
                + "--=part=\nContent-Type: text/x-shellscript-per-boot\n\n#!/bin/sh\necho boot\n--=part=\nContent-Type: text/plain\n\n#cloud-config\n{}\n--=part=--\n",
            "MIME-Version: 1.0\nContent-Type: text/x-shellscript\nContent-Transfer-Encoding: base64\n\nIyEvYmluL3NoCg==\n",
        ];
        Drive[] alone = [.. texts.Select(text => new Drive { Spec = $"layouts: [NoCloud]\nguestHook: None\nvendorData: {{inline: {JsonSerializer.Serialize(text)}}}" })];

        var seen = CloudInit.Require(release).ReadNoCloud([.. alone.Concat(alone.Select(drive => drive.WithPassword("ours"))).Select(drive => drive.Tree)])
            .Select(each => each.GetProperty("vendor_data")).ToList();

        Assert.All(texts.Index(), text =>
        {
            var (single, joined) = (seen[text.Index], seen[text.Index + texts.Length]);
            Assert.Equal(Strings(single, "types").Append("text/cloud-config"), Strings(joined, "types"));
            Assert.Equal(Strings(single, "payloads"), Strings(joined, "payloads").SkipLast(1));
            Assert.Equal("ours", Text(joined.GetProperty("config"), "password"));
        });
        Assert.Equal(
            [
                ["text/cloud-config"], ["text/x-shellscript"], ["text/cloud-boothook"], ["text/jinja2"], ["text/part-handler"], ["text/cloud-boothook", "text/cloud-config"],
                ["text/x-shellscript-per-boot", "text/cloud-config"], ["text/x-shellscript"],
            ],
            seen.Take(texts.Length).Select(each => Strings(each, "types")));
        Assert.Equal(texts[1], Strings(seen[1 + texts.Length], "payloads").First());
    }

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void MetaData_OfAnyCharacters_IsReadByPyYaml(string release)
    {
        const string Strange = "a\u007f\u0085\u009f \u2028 \u2029 \ufeff\ufffe\uffff\"\\\t\n 😀 漢字";
        // YAML has no pairs of escapes for one character.
        var note = JsonSerializer.Serialize(Strange).Replace(@"\uD83D\uDE00", "😀", StringComparison.Ordinal);
        var drive = new Drive { Spec = $"layouts: [NoCloud]\nmetadata: {{extra: {{note: {note}}}}}" };

        var seen = CloudInit.Require(release).ReadNoCloud(drive.Tree);

        Assert.Equal(Strange, Text(seen.GetProperty("metadata").GetProperty("meta"), "note"));
    }

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void NetworkConfig_Generated_BecomesNetplan(string release)
    {
        var network = ReadFull(release).GetProperty("network").GetProperty("network");
        var card = network.GetProperty("ethernets").GetProperty("nic0");
        var bond = network.GetProperty("bonds").GetProperty("bond0");
        var vlan = network.GetProperty("vlans").GetProperty("bond0.100");

        Assert.Equal("02:00:00:00:00:01", Text(card.GetProperty("match"), "macaddress"));
        Assert.False(card.TryGetProperty("set-name", out _));
        Assert.Equal(["10.0.0.5/24", "2001:db8::5/64"], Strings(card, "addresses"));
        Assert.Equal(1450, card.GetProperty("mtu").GetInt32());
        Assert.Equal(["10.0.0.1", "fe80::1"], card.GetProperty("routes").EnumerateArray().Select(route => Text(route, "via")));
        Assert.Equal(["0.0.0.0/0", "::/0"], card.GetProperty("routes").EnumerateArray().Select(route => Text(route, "to")));
        Assert.Equal(["10.0.0.53", "192.0.2.53", "2001:db8::53"], Strings(card.GetProperty("nameservers"), "addresses"));
        Assert.Equal(["nic1", "nic2"], Strings(bond, "interfaces"));
        Assert.Equal("802.3ad", Text(bond.GetProperty("parameters"), "mode"));
        Assert.Equal("100", Text(bond.GetProperty("parameters"), "mii-monitor-interval"));
        Assert.Equal("layer3+4", Text(bond.GetProperty("parameters"), "transmit-hash-policy"));
        Assert.Equal("02:00:00:00:00:0a", Text(bond, "macaddress"));
        Assert.All(["dhcp4", "dhcp6", "accept-ra"], key => Assert.True(bond.GetProperty(key).GetBoolean()));
        Assert.Equal(["192.0.2.53"], Strings(bond.GetProperty("nameservers"), "addresses"));
        Assert.Equal(100, vlan.GetProperty("id").GetInt32());
        Assert.Equal("bond0", Text(vlan, "link"));
        Assert.Equal(["192.168.100.5/28"], Strings(vlan, "addresses"));
    }

    /// <summary>What renderers of other kinds of guests see: a card by the name that the kernel gave it, or by the one it is renamed to.</summary>
    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void NetworkConfig_Generated_NamesLinksThatExist_WithoutNetplanToo(string release)
    {
        var links = ReadFull(release).GetProperty("links");

        Assert.Equal(new HashSet<string>(["eth0", "nic1", "nic2", "bond0", "bond0.100"]), links.EnumerateObject().Select(link => link.Name).ToHashSet());
        Assert.Equal("02:00:00:00:00:01", Text(links.GetProperty("eth0"), "mac_address"));
        Assert.All(["nic1", "nic2"], name => Assert.Equal("bond0", Text(links.GetProperty(name), "bond-master")));
        Assert.Equal("bond0", Text(links.GetProperty("bond0.100"), "vlan-raw-device"));
    }

    /// <summary>The later release checks each by its own schema, too.</summary>
    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void NetworkConfig_OfEveryKind_IsTakenByCloudInit(string release)
    {
        string[] generated =
        [
            "{}",
            "{interfaces: [{name: default, mtu: 9000, ip: {autoconfiguration: [DHCPv4, DHCPv6, SLAAC], nameservers: [\"2001:db8::53\"]}}]}",
            "{interfaces: [{name: default, ip: {autoconfiguration: []}}], nameservers: [192.0.2.53]}",
            .. ((string[])["balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb"])
                .Select(mode => $"{{bonds: [{{name: b, interfaces: [default], mode: {mode}}}], vlans: [{{link: b, id: 1}}]}}"),
            .. ((string[])["layer2", "layer2+3", "layer3+4", "encap2+3", "encap3+4"])
                .Select(policy => $"{{bonds: [{{name: b, interfaces: [default], mode: 802.3ad, transmitHashPolicy: {policy}}}]}}"),
            "{vlans: [{link: default, id: 4094, mtu: 1400}]}",
        ];

        var seen = CloudInit.Require(release).ReadNoCloud(
            [.. generated.Select(each => new Drive { Spec = $"layouts: [NoCloud]\nnetworkData: {{generate: {each}}}" }.Tree)]);

        Assert.All(seen, each => Assert.False(each.TryGetProperty("error", out var error), error.ToString()));
        Assert.Equal("""{"dhcp4": true, "match": {"macaddress": "02:00:00:00:00:01"}}""", seen[0].GetProperty("network").GetProperty("network").GetProperty("ethernets").GetProperty("nic0").GetRawText());
    }

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void NetworkConfig_Given_IsReadInEveryForm(string release)
    {
        string[] given =
        [
            "version: 2\nethernets: {eth0: {dhcp4: true}}\n",
            "network: {version: 2, ethernets: {eth0: {dhcp4: true}}}\n",
            "network:\n  version: 1\n  config: [{type: physical, name: eth0, subnets: [{type: dhcp4}]}]\n",
        ];

        var seen = CloudInit.Require(release).ReadNoCloud([.. given.Select(each => Given(each).Tree)]);

        Assert.All(seen, each => Assert.True(each.GetProperty("network").GetProperty("network").GetProperty("ethernets").GetProperty("eth0").GetProperty("dhcp4").GetBoolean()));
    }

    /// <summary>What we refuse, cloud-init fails over; so that these tests have shown that they can fail.</summary>
    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void DrivesThatWeNeverMake_AreThoseThatCloudInitFailsOver(string release)
    {
        string[] refused = ["version: 3", "version: \"2\"", "version: 1", "ethernets: {}", "network: {ethernets: {}}"];

        var seen = CloudInit.Require(release).ReadNoCloud(
        [
            .. refused.Select(each => Changed("network-config", each)),
            Changed("user-data", null),
        ]);

        Assert.All(seen.Take(refused.Length), each => Assert.True(each.TryGetProperty("error", out _)));
        Assert.All(refused, each => Assert.Equal("spec.networkConfig", Given(each).Refusal().Field));
        Assert.False(seen[^1].GetProperty("found").GetBoolean());

        static DriveTree Changed(string name, string? text) => new(
        [
            .. new Drive { Spec = "layouts: [NoCloud]" }.Tree.Files.Where(file => file.Path != name),
            .. text is null ? (IsoFile[])[] : [new IsoFile(name, IsoContent.FromBytes(Encoding.UTF8.GetBytes(text)))],
        ]);
    }

    private static Drive Given(string networkConfig) => new() { Spec = $"layouts: [NoCloud]\nnetworkConfig: {{inline: {JsonSerializer.Serialize(networkConfig)}}}" };

    private static JsonElement ReadFull(string release) => FullDrives.GetOrAdd(release, static release => CloudInit.Require(release).ReadNoCloud(SampleDrives.NoCloud.Tree));

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString()!;

    private static IEnumerable<string> Strings(JsonElement parent, string name) => parent.GetProperty(name).EnumerateArray().Select(each => each.GetString()!);
}
