using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using ConfigDrive.Iso;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Tests.Content.Guests;

/// <summary>
/// Real cloud-init reads our drives: the whole class DataSourceConfigDrive, its network data rendered to netplan, its vendor data merged,
/// its module set_passwords run.
/// </summary>
public sealed class CloudInitTests
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
        Assert.Equal([Keys.Ed25519, Keys.EcdsaWithoutComment, Keys.RsaWithSpacedComment], seen.GetProperty("public_keys").EnumerateArray().Select(key => key.GetString()));
        Assert.Equal(Encoding.UTF8.GetBytes("Grüezi\n"), Encoding.Latin1.GetBytes(Text(seen.GetProperty("files"), "/etc/motd")));
        Assert.Equal([0, 1, 2, 255], Encoding.Latin1.GetBytes(Text(seen.GetProperty("files"), "/opt/app/blob")));
    }

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void MinimalDrive_IsRead_AndTheGuestFallsBackToDhcp(string release)
    {
        var seen = CloudInit.Require(release).Read(SampleDrives.Minimal.Tree);

        Assert.Equal("web-1", Text(seen, "hostname"));
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("network").ValueKind);
        Assert.Equal(["text/cloud-boothook", "text/x-shellscript"], Types(seen));
    }

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void VendorDataAndPassword_AreMerged_AndThePasswordIsSetAndDoesNotExpire(string release)
    {
        var seen = ReadFull(release);

        Assert.Equal(["text/cloud-config", "text/cloud-config", "text/cloud-boothook", "text/x-shellscript"], Types(seen));
        Assert.Equal("Europe/Zürich", Text(seen.GetProperty("vendor_data").GetProperty("config"), "timezone"));
        Assert.Equal("""{"passwords": {"debian": "correct horse \"battery\" \ud83d\udc0e"}, "expired": []}""", seen.GetProperty("set_passwords").GetRawText());
    }

    /// <summary>The tenant's entries win, and the provider's others stay.</summary>
    [Theory]
    [MemberData(nameof(CloudInit.ReleasesAndNewest), MemberType = typeof(CloudInit))]
    public void VendorData_OfAClass_IsReadBeforeThatOfTheConfigDrive(string release)
    {
        var drive = new Drive
        {
            Spec = "vendorData: {inline: \"#cloud-config\\ntimezone: Etc/Tenant\\n\"}",
            Class = "{vendorData: {inline: \"#cloud-config\\ntimezone: Etc/Provider\\nlocale: C.UTF-8\\n\"}, sshPublicKeys: [{inline: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID+e7r6Wz2ywa6zzOzyU6GwxO3PuLPZ6r1+EDsruj4UF provider}]}",
        };
        var cloudInit = CloudInit.Require(release);

        foreach (var seen in (JsonElement[])[cloudInit.Read(drive.Tree), cloudInit.ReadNoCloud((drive with { Spec = $"{drive.Spec}\nlayouts: [NoCloud]" }).Tree)])
        {
            var config = seen.GetProperty("vendor_data").GetProperty("config");
            Assert.Equal(("Etc/Tenant", "C.UTF-8"), (config.GetProperty("timezone").GetString(), config.GetProperty("locale").GetString()));
            Assert.EndsWith(" provider", seen.GetProperty("public_keys")[0].GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void VendorData2_IsReadBesideVendorData(string release)
    {
        var drive = new Drive { Spec = "vendorData: {inline: \"#cloud-config\\ntimezone: UTC\\n\"}\nvendorData2: {inline: \"#cloud-config\\nlocale: C.UTF-8\\n\"}" };

        var seen = CloudInit.Require(release).Read(drive.Tree);

        Assert.Equal("UTC", Text(seen.GetProperty("vendor_data").GetProperty("config"), "timezone"));
        Assert.Equal("C.UTF-8", Text(seen.GetProperty("vendor_data2").GetProperty("config"), "locale"));
    }

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void Passwords_OfVendorData_StayBesideThatOfTheHook(string release)
    {
        var drive = new Drive { Spec = "vendorData: {inline: \"#cloud-config\\nchpasswd: {users: [{name: root, password: theirs, type: text}]}\\n\"}" }.WithPassword("ours");

        var seen = CloudInit.Require(release).Read(drive.Tree);

        Assert.Equal("""{"root": "theirs"}""", seen.GetProperty("merged_passwords").GetProperty("passwords").GetRawText());
    }

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void Password_OfAnotherUser_IsSet_AndDoesNotExpire(string release)
    {
        var drive = new Drive
        {
            Spec = "guestHook: None\npassword: {secretKeyRef: {name: web-1-password, key: password}, user: alice}\nuserData: {inline: \"#cloud-config\\nusers: [alice]\\n\"}",
            PasswordDue = true,
        }.WithSecret("web-1-password", "password", "a: \"b\" # {c}");

        var seen = CloudInit.Require(release).Read(drive.Tree);

        Assert.Equal("""{"passwords": {"alice": "a: \"b\" # {c}"}, "expired": []}""", seen.GetProperty("merged_passwords").GetRawText());
    }

    /// <summary>Without the hook, what we let through is what cloud-init lets through, and what we refuse keeps the password from the guest.</summary>
    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void UserData_ThatIsRefused_IsThatWhichKeepsThePasswordFromTheGuest(string release)
    {
        string[] texts =
        [
            "#!/bin/sh\n", "#cloud-config\npackages: [nginx]\n", "#Cloud-Config of mine\npassword: theirs\n", "\n #cloud-config\npassword: theirs\n", "#cloud-config\npassword:\n",
            "#cloud-config\npassword: [\n", "#cloud-config\npassword: theirs\npassword: {a: b}\n", "#cloud-config\n- password\n", "#cloud-config\na: b\n---\npassword: theirs\n",
            "#cloud-config\nusers: [alice]\n", "#cloud-config\nusers: []\n", "#cloud-config\nusers:\n", "#cloud-config\nusers: alice,default\n", "#cloud-config\nusers: {alice: yes}\n",
            "#cloud-config\nusers: {alice: no, default: on}\n", "#cloud-config\nusers: [{name: alice}, default]\n", "#cloud-config\nusers: [{gecos: x}]\n",
            "#cloud-config\nuser: debian\nusers: [alice]\n", "#cloud-config\nuser: {name: debian}\nusers:\n", "#cloud-config\nuser:\nusers: [alice]\n",
            "#cloud-config\nchpasswd: {expire: true}\n", "#cloud-config\nchpasswd:\n", "#cloud-config\nchpasswd: {list: \"\"}\n", "#cloud-config\nchpasswd: {list: [\"root:x\"]}\n",
            "#cloud-config\nchpasswd: {users: [{name: root, password: x, type: text}]}\n", "#cloud-config\nchpasswd: {users: []}\n", "#cloud-config\nchpasswd: {list: |\n", "#cloud-config\nchpasswd:\n  list: |\n    root:x\n",
            "#cloud-config\nvendor_data: {enabled: false}\n", "#cloud-config\nvendor_data: {enabled: Yes}\n", "#cloud-config\nvendor_data: {enabled: \"off\"}\n", "#cloud-config\nvendor_data: {enabled: 1}\n",
            "#cloud-config\nvendor_data: {enabled: y}\n", "#cloud-config\nvendor_data:\n", "#cloud-config\nvendor_data: {prefix: [nice]}\n", "#cloud-config\nvendor_data: {enabled: }\n",
            "#cloud-config\nvendor_data: {disabled_handlers: [text/cloud-config]}\n", "#cloud-config\nvendor_data: {disabled_handlers: [text/x-other]}\n",
        ];

        var seen = CloudInit.Require(release).Read([.. texts.Select(text => WithUserData(text, "guestHook: None\nlayouts: [OpenStack, CloudStack]").Tree)]);

        Assert.Equal(
            texts.Zip(seen).Select(each => (each.First, IsRefused: !Arrives(each.Second))),
            texts.Select(text => (text, IsRefused(WithUserData(text, "guestHook: None\nlayouts: [OpenStack]")))));

        static Drive WithUserData(string text, string spec) => new Drive { Spec = $"{spec}\nuserData: {{inline: {JsonSerializer.Serialize(text)}}}" }.WithPassword("ours");

        static bool Arrives(JsonElement seen) => seen.TryGetProperty("merged_passwords", out var merged)
            && merged.GetProperty("passwords").TryGetProperty("debian", out var password) && password.GetString() == "ours";

        static bool IsRefused(Drive drive)
        {
            try
            {
                return drive.Content.Password is null;
            }
            catch (InvalidContentException)
            {
                return true;
            }
        }
    }

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void Password_BesideAVendorScript_IsSetToo(string release)
    {
        var seen = CloudInit.Require(release).Read(new Drive { Spec = "vendorData: {inline: \"#!/bin/sh\\necho hi\\n\"}" }.WithPassword("ours").Tree);

        Assert.Equal(["text/x-shellscript", "text/cloud-config", "text/cloud-boothook", "text/x-shellscript"], Types(seen));
        Assert.Equal("ours", Text(seen.GetProperty("set_passwords").GetProperty("passwords"), "debian"));
    }

    [Fact]
    public void Password_WhateverItLooksLike_ArrivesAsItIs()
    {
        string[] passwords =
        [
            "true", "0123", "1e3", "~", "null", " spaced ", "a: b # c", "\"quoted\" 'twice' \\back\\slash\\n", "{{ jinja }}", "%TAG &anchor *alias !tag", "- item", "|", ">",
            "ümläut 漢字 😀", "\u00a0\u00ad\u200b\u2028\u2029\u3000\ufeff\ue000\ufffd\uffff\U000e0001",
        ];

        var seen = CloudInit.Require("22.4.2").Read([.. passwords.Select(password => new Drive().WithPassword(password).Tree)]);

        Assert.Equal(passwords, seen.Select(each => Text(each.GetProperty("set_passwords").GetProperty("passwords"), "debian")));
    }

    /// <summary>
    /// The drive of a Windows guest shows why a Linux guest's has no <c>admin_pass</c>: cloud-init copies it to a file that all may read.
    /// </summary>
    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void Password_OfALinuxGuest_IsInNoFileThatAllMayRead(string release)
    {
        var seen = CloudInit.Require(release).Read([new Drive().WithPassword("s3cret").Tree, new Drive().WithPassword("s3cret", "Windows").Tree]);

        Assert.DoesNotContain("s3cret", Text(seen[0], "world_readable"), StringComparison.Ordinal);
        Assert.Contains("s3cret", Text(seen[1], "world_readable"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void NetworkData_BecomesNetplan(string release)
    {
        var network = ReadFull(release).GetProperty("network").GetProperty("network");
        var card = network.GetProperty("ethernets").GetProperty("eth0");
        var bond = network.GetProperty("bonds").GetProperty("bond0");
        var vlan = network.GetProperty("vlans").GetProperty("bond0.100");

        Assert.Equal(["10.0.0.5/24", "2001:db8::5/64"], card.GetProperty("addresses").EnumerateArray().Select(address => address.GetString()));
        Assert.Equal(1450, card.GetProperty("mtu").GetInt32());
        Assert.Equal("02:00:00:00:00:01", card.GetProperty("match").GetProperty("macaddress").GetString());
        Assert.Equal("""[{"to": "0.0.0.0/0", "via": "10.0.0.1"}, {"to": "::/0", "via": "2001:db8::1"}]""", card.GetProperty("routes").GetRawText());
        Assert.Superset(
            new HashSet<string?> { "192.0.2.53", "10.0.0.53", "2001:db8::53" },
            card.GetProperty("nameservers").GetProperty("addresses").EnumerateArray().Select(address => address.GetString()).ToHashSet());
        Assert.Equal("""["eth1", "eth2"]""", bond.GetProperty("interfaces").GetRawText());
        Assert.Equal("""{"mii-monitor-interval": "100", "mode": "active-backup"}""", bond.GetProperty("parameters").GetRawText());
        Assert.True(bond.GetProperty("dhcp4").GetBoolean());
        Assert.True(bond.GetProperty("dhcp6").GetBoolean());
        Assert.Equal(100, vlan.GetProperty("id").GetInt32());
        Assert.Equal("bond0", vlan.GetProperty("link").GetString());
        Assert.Equal("""["192.168.100.5/28"]""", vlan.GetProperty("addresses").GetRawText());
    }

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void NetworkData_OfEveryKind_IsValidByNovasSchema(string release)
    {
        string[] generated =
        [
            "{}",
            "{interfaces: [{name: default, mtu: 9000, ip: {autoconfiguration: [DHCPv4, DHCPv6, SLAAC], nameservers: [\"2001:db8::53\"]}}]}",
            "{bonds: [{name: b, interfaces: [default], mode: 802.3ad, transmitHashPolicy: encap3+4}], vlans: [{link: b, id: 1}]}",
        ];

        var faults = CloudInit.Require(release).CheckByNovasSchema(
        [
            SampleDrives.Full.Tree.Bytes("openstack/latest/network_data.json"),
            .. generated.Select(each => new Drive { Spec = $"networkData: {{generate: {each}}}" }.Tree.Bytes("openstack/latest/network_data.json")),
            "{\"links\":[]}"u8.ToArray(),
        ]);

        Assert.All(faults.SkipLast(1), each => Assert.Equal("[]", each.GetRawText()));
        Assert.Equal(2, faults[^1].GetArrayLength());
    }

    /// <summary>What we refuse, cloud-init fails over; so that these tests have shown that they can fail.</summary>
    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void DrivesThatWeNeverMake_AreThoseThatCloudInitFailsOver(string release)
    {
        const string ForeignCard = """{"links":[{"id":"a","type":"phy","ethernet_mac_address":"02:00:00:00:00:99"}],"networks":[],"services":[]}""";
        var seen = CloudInit.Require(release).Read(
        [
            Changed("meta_data.json", "\uFEFF{\"uuid\":\"x\"}"),
            Changed("meta_data.json", "{\"hostname\":\"x\"}"),
            Changed("vendor_data.json", ""),
            Changed("network_data.json", "version: 2"),
            Changed("meta_data.json", "{\"uuid\":\"x\",\"files\":null}"),
            Changed("network_data.json", ForeignCard),
            Changed("network_data.json", "[]"),
            Changed("network_data.json", "{}"),
            Changed("meta_data.json", $$$"""{"uuid":"x","public_keys":{"a":"{{{Keys.EcdsaWithoutComment}}}\n{{{Keys.Ed25519}}}"}}"""),
        ]);

        Assert.All(seen.Take(5), drive => Assert.False(drive.TryGetProperty("found", out var found) && found.GetBoolean()));
        Assert.All(seen.Skip(5).Take(2), drive => Assert.True(drive.TryGetProperty("error", out _)));
        Assert.Equal("""{"network": {"version": 2}}""", seen[7].GetProperty("network").GetRawText());
        Assert.Equal(1, seen[8].GetProperty("public_keys").GetArrayLength());

        static DriveTree Changed(string name, string text) => new(
        [
            .. SampleDrives.Minimal.Tree.Files.Where(file => Path.GetFileName(file.Path) != name),
            new IsoFile($"openstack/latest/{name}", IsoContent.FromBytes(Encoding.UTF8.GetBytes(text))),
        ]);
    }

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void DsIdentify_EnablesConfigDrive(string release)
    {
        var image = new ArrayBufferWriter<byte>();
        DriveImage.Build(SampleDrives.Minimal.Content).WriteTo(image);

        Assert.Equal("datasource_list: [ ConfigDrive, None ]", CloudInit.Require(release).Identify(image.WrittenSpan.ToArray()));
    }

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void DsIdentify_EnablesNoCloud_ByTheLabelOfThatLayout(string release)
    {
        var image = new ArrayBufferWriter<byte>();
        DriveImage.Build(SampleDrives.NoCloud.Content).WriteTo(image);

        Assert.Equal("datasource_list: [ NoCloud, None ]", CloudInit.Require(release).Identify(image.WrittenSpan.ToArray()));
    }

    private static JsonElement ReadFull(string release) => FullDrives.GetOrAdd(release, static release => CloudInit.Require(release).Read(SampleDrives.Full.Tree));

    private static IEnumerable<string?> Types(JsonElement seen) =>
        seen.GetProperty("vendor_data").GetProperty("types").EnumerateArray().Select(type => type.GetString());

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString()!;
}
