using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Tests.Content;

public sealed class SpecValidationTests
{
    [Theory]
    [MemberData(nameof(SampleDrives.Names), MemberType = typeof(SampleDrives))]
    public void Check_OfSample_FindsNothing(string name) => Assert.Empty(SpecValidation.Check(SampleDrives.All[name].ParsedSpec));

    [Theory]
    [InlineData("virtualMachineRef: {name: ../web}", "spec.virtualMachineRef.name")]
    [InlineData("volumeLabel: \"\"", "spec.volumeLabel")]
    [InlineData("volumeLabel: config 2", "spec.volumeLabel")]
    [InlineData("volumeLabel: seventeen-letters", "spec.volumeLabel")]
    [InlineData("layouts: []", "spec.layouts")]
    [InlineData("layouts: [OpenStack, OpenStack]", "spec.layouts[1]")]
    [InlineData("layouts: [CloudStack]\nvendorData: {inline: x}", "spec.vendorData")]
    [InlineData("layouts: [CloudStack]\nvendorData2: {inline: x}", "spec.vendorData2")]
    [InlineData("layouts: [CloudStack]\nnetworkData: {generate: {}}", "spec.networkData")]
    [InlineData("layouts: [CloudStack]\nfiles: [{path: /a, content: {inline: x}}]", "spec.files")]
    [InlineData("layouts: [NoCloud]\nnetworkData: {inline: \"{}\"}", "spec.networkData")]
    [InlineData("layouts: [CloudStack, NoCloud]\nfiles: [{path: /a, content: {inline: x}}]", "spec.files")]
    [InlineData("layouts: [OpenStack, CloudStack]\nnetworkConfig: {inline: \"version: 2\"}", "spec.networkConfig")]
    [InlineData("layouts: [NoCloud]\nnetworkConfig: {}", "spec.networkConfig")]
    [InlineData("userData: {}", "spec.userData")]
    [InlineData("userData: {inline: a, base64: YQ==}", "spec.userData")]
    [InlineData("userData: {base64: YQ=}", "spec.userData.base64")]
    [InlineData("userData: {base64: ÄÖ}", "spec.userData.base64")]
    [InlineData("userData: {secretKeyRef: {name: \"\", key: k}}", "spec.userData.secretKeyRef.name")]
    [InlineData("userData: {configMapKeyRef: {name: c, key: \"\"}}", "spec.userData.configMapKeyRef.key")]
    [InlineData("networkData: {}", "spec.networkData")]
    [InlineData("networkData: {generate: {}, inline: x}", "spec.networkData")]
    [InlineData("networkData: {generate: {interfaces: [{name: a}, {name: a}]}}", "spec.networkData.generate.interfaces[1]")]
    [InlineData("networkData: {generate: {interfaces: [{name: a, mtu: 67}]}}", "spec.networkData.generate.interfaces[0].mtu")]
    [InlineData("networkData: {generate: {interfaces: [{name: a, ip: {addresses: [10.0.0.5]}}]}}", "spec.networkData.generate.interfaces[0].ip.addresses[0]")]
    [InlineData("networkData: {generate: {interfaces: [{name: a, ip: {addresses: [10.0.5/8]}}]}}", "spec.networkData.generate.interfaces[0].ip.addresses[0]")]
    [InlineData("networkData: {generate: {interfaces: [{name: a, ip: {addresses: [10.0.0.5/33]}}]}}", "spec.networkData.generate.interfaces[0].ip.addresses[0]")]
    [InlineData("networkData: {generate: {interfaces: [{name: a, ip: {addresses: [\"fe80::1%eth0/64\"]}}]}}", "spec.networkData.generate.interfaces[0].ip.addresses[0]")]
    [InlineData("networkData: {generate: {interfaces: [{name: a, ip: {autoconfiguration: [DHCPv4, DHCPv4]}}]}}", "spec.networkData.generate.interfaces[0].ip.autoconfiguration[1]")]
    [InlineData("networkData: {generate: {interfaces: [{name: a, ip: {routes: [{destination: 10.0.0.1/8, gateway: 10.0.0.1}]}}]}}", "spec.networkData.generate.interfaces[0].ip.routes[0].destination")]
    [InlineData("networkData: {generate: {interfaces: [{name: a, ip: {routes: [{destination: 0.0.0.0/0, gateway: \"fe80::1\"}]}}]}}", "spec.networkData.generate.interfaces[0].ip.routes[0].gateway")]
    [InlineData("networkData: {generate: {nameservers: [dns.example.org]}}", "spec.networkData.generate.nameservers[0]")]
    [InlineData("networkData: {generate: {bonds: [{name: B, interfaces: [a], mode: balance-rr}]}}", "spec.networkData.generate.bonds[0].name")]
    [InlineData("networkData: {generate: {bonds: [{name: b, interfaces: [], mode: balance-rr}]}}", "spec.networkData.generate.bonds[0].interfaces")]
    [InlineData("networkData: {generate: {bonds: [{name: b, interfaces: [a], mode: balance-rr}, {name: c, interfaces: [a], mode: balance-rr}]}}", "spec.networkData.generate.bonds[1].interfaces[0]")]
    [InlineData("networkData: {generate: {bonds: [{name: b, interfaces: [a], mode: balance-rr, miiMonitorInterval: -1}]}}", "spec.networkData.generate.bonds[0].miiMonitorInterval")]
    [InlineData("networkData: {generate: {vlans: [{link: a, id: 0}]}}", "spec.networkData.generate.vlans[0].id")]
    [InlineData("networkData: {generate: {vlans: [{link: a, id: 4095}]}}", "spec.networkData.generate.vlans[0].id")]
    [InlineData("networkData: {generate: {vlans: [{link: a, id: 1}, {link: a, id: 1}]}}", "spec.networkData.generate.vlans[1]")]
    [InlineData("sshPublicKeys: [{}]", "spec.sshPublicKeys[0]")]
    [InlineData("password: {secretKeyRef: {name: s, key: \"\"}}", "spec.password.secretKeyRef.key")]
    [InlineData("password: {secretKeyRef: {name: s, key: k}, user: Root}", "spec.password.user")]
    [InlineData("password: {secretKeyRef: {name: s, key: k}, user: \"\"}", "spec.password.user")]
    [InlineData("guestOS: Windows\npassword: {secretKeyRef: {name: s, key: k}, user: admin}", "spec.password.user")]
    [InlineData("layouts: [CloudStack]\npassword: {secretKeyRef: {name: s, key: k}, user: alice}", "spec.password.user")]
    [InlineData("guestOS: Windows\npassword: {secretKeyRef: {name: s, key: k}, hashed: true}", "spec.password.hashed")]
    [InlineData("guestHook: None\npassword: {secretKeyRef: {name: s, key: k}, hashed: true}", "spec.password.hashed")]
    [InlineData("layouts: [CloudStack]\npassword: {secretKeyRef: {name: s, key: k}, hashed: true}", "spec.password.hashed")]
    [InlineData("metadata: {extra: {admin_pass: x}}\npassword: {secretKeyRef: {name: s, key: k}}", "spec.metadata.extra[admin_pass]")]
    [InlineData("guestOS: Windows\nmetadata: {extra: {admin_pass: x}}\npassword: {secretKeyRef: {name: s, key: k}}", "spec.metadata.extra[admin_pass]")]
    [InlineData("guestOS: Windows\nguestHook: EachStart", "spec.guestHook")]
    [InlineData("guestOS: Windows\nguestHook: Live", "spec.guestHook")]
    [InlineData("layouts: [CloudStack]\nguestHook: EachStart", "spec.guestHook")]
    [InlineData("metadata: {hostname: web_1}", "spec.metadata.hostname")]
    [InlineData("metadata: {hostname: -web}", "spec.metadata.hostname")]
    [InlineData("metadata: {hostname: web..org}", "spec.metadata.hostname")]
    [InlineData("metadata: {hostname: \"web\\n\"}", "spec.metadata.hostname")]
    [InlineData("metadata: {availabilityZone: \"a\\nb\"}", "spec.metadata.availabilityZone")]
    [InlineData("metadata: {instanceID: ../../etc}", "spec.metadata.instanceID")]
    [InlineData("metadata: {instanceID: \"..\"}", "spec.metadata.instanceID")]
    [InlineData("metadata: {instanceID: .hidden}", "spec.metadata.instanceID")]
    [InlineData("metadata: {instanceID: \"a\\n\"}", "spec.metadata.instanceID")]
    [InlineData("metadata: {localIPv4: \"::1\"}", "spec.metadata.localIPv4")]
    [InlineData("metadata: {publicIPv4: \"10.1\"}", "spec.metadata.publicIPv4")]
    [InlineData("metadata: {extra: {\"../x\": z}}", "spec.metadata.extra[../x]")]
    [InlineData("metadata: {extra: {\"\": z}}", "spec.metadata.extra[]")]
    [InlineData("metadata: {extra: {\"role\\n\": z}}", "spec.metadata.extra[role\n]")]
    [InlineData("metadata: {extra: {\"..\": z}}", "spec.metadata.extra[..]")]
    [InlineData("metadata: {extra: {ä: z}}", "spec.metadata.extra[ä]")]
    [InlineData("metadata: {extra: {instance-id: z}}", "spec.metadata.extra[instance-id]")]
    [InlineData("metadata: {extra: {Public_Keys: z}}", "spec.metadata.extra[Public_Keys]")]
    [InlineData("files: [{path: etc/motd, content: {inline: x}}]", "spec.files[0].path")]
    [InlineData("files: [{path: /, content: {inline: x}}]", "spec.files[0].path")]
    [InlineData("files: [{path: /etc/../motd, content: {inline: x}}]", "spec.files[0].path")]
    [InlineData("files: [{path: /etc//motd, content: {inline: x}}]", "spec.files[0].path")]
    [InlineData("files: [{path: /etc/, content: {inline: x}}]", "spec.files[0].path")]
    [InlineData("files: [{path: /etc/./motd, content: {inline: x}}]", "spec.files[0].path")]
    [InlineData("files: [{path: \"/etc/a\\nb\", content: {inline: x}}]", "spec.files[0].path")]
    [InlineData("files: [{path: /a, content: {}}]", "spec.files[0].content")]
    [InlineData("files: [{path: /a, content: {inline: x}}, {path: /a, content: {inline: z}}]", "spec.files[1]")]
    [InlineData("primaryStorage: {accessModes: [ReadWriteOnce, ReadWriteOnce]}", "spec.primaryStorage.accessModes[1]")]
    [InlineData("primaryStorage: {size: 0Mi}", "spec.primaryStorage.size")]
    [InlineData("primaryStorage: {size: big}", "spec.primaryStorage.size")]
    [InlineData("primaryStorage: {size: -1Mi}", "spec.primaryStorage.size")]
    [InlineData("primaryStorage: {size: 2Ei}", "spec.primaryStorage.size")]
    [InlineData("primaryStorage: {size: 10Ei}", "spec.primaryStorage.size")]
    [InlineData("attachment: {diskName: Config}", "spec.attachment.diskName")]
    [InlineData("attachment: {mode: Manual, detachAfterBoot: true}", "spec.attachment.detachAfterBoot")]
    public void Check_OfASpecThatBreaksARule_NamesTheField(string spec, string field)
    {
        var drive = new Drive { Spec = spec };

        var error = Assert.Single(SpecValidation.Check(drive.ParsedSpec));
        Assert.Equal(field, error.Field);
        Assert.Equal(field, drive.Refusal().Field);
    }

    [Theory]
    [InlineData("metadata: {hostname: WIN-1, instanceID: \" \", extra: {_x: z, a.b-c_D9: \"\"}}")]
    [InlineData("metadata: {hostname: \"\", availabilityZone: \" \", localIPv4: \"\"}")]
    [InlineData("layouts: [OpenStack, CloudStack, NoCloud]")]
    [InlineData("metadata: {instanceID: i-1.A_b:c}")]
    [InlineData("userData: {base64: \"aGVs\\nbG8=\\n\"}")]
    [InlineData("files: [{path: /a b/ü, content: {inline: x}}]")]
    [InlineData("primaryStorage: {size: 1.5Gi}")]
    [InlineData("metadata: {extra: {admin_pass: x}}")]
    [InlineData("metadata: {extra: {admin-pass: x}}\npassword: {secretKeyRef: {name: s, key: k}}")]
    [InlineData("guestOS: Windows\nguestHook: None")]
    [InlineData("layouts: [CloudStack]\nguestHook: None\ninstanceIdentity: PerUserData")]
    [InlineData("password: {secretKeyRef: {name: s, key: k}, user: _a-9, hashed: true}")]
    [InlineData("networkData: {generate: {interfaces: [{name: a, ip: {addresses: [\"2001:DB8::1/64\"], routes: [{destination: \"::/0\", gateway: \"fe80::1\"}]}}]}}")]
    public void Check_OfAnUnusualSpec_FindsNothing(string spec) => Assert.Empty(SpecValidation.Check(new Drive { Spec = spec }.ParsedSpec));

    [Fact]
    public void Check_OfNumbersThatAreNoEnumerationValues_RefusesThem() => Assert.Equal(
        ["spec.instanceIdentity", "spec.guestHook"],
        SpecValidation.Check(new Drive().ParsedSpec with { InstanceIdentity = (InstanceIdentity)7, GuestHook = (GuestHook)7 }).Select(error => error.Field));

    [Theory]
    [InlineData("{}", GuestHook.EachStart, InstanceIdentity.Stable)]
    [InlineData("layouts: [NoCloud]", GuestHook.EachStart, InstanceIdentity.Stable)]
    [InlineData("layouts: [CloudStack]", GuestHook.None, InstanceIdentity.Stable)]
    [InlineData("guestOS: Windows", GuestHook.None, InstanceIdentity.Stable)]
    [InlineData("guestHook: Live\ninstanceIdentity: PerUserData\nattachment: {detachAfterBoot: true}", GuestHook.Live, InstanceIdentity.PerUserData)]
    [InlineData("guestHook: None\nattachment: {detachAfterBoot: true}", GuestHook.None, InstanceIdentity.SystemUUID)]
    public void HookAndIdentity_ThatHold_AreThoseNamed_ElseWhatSuitsTheGuest(string spec, object hook, object identity)
    {
        var parsed = new Drive { Spec = spec }.ParsedSpec;

        Assert.Equal(((GuestHook)hook, (InstanceIdentity)identity), (parsed.EffectiveGuestHook, parsed.EffectiveInstanceIdentity));
    }

    [Fact]
    public void Check_OfSeveralFaults_FindsAll() => Assert.Equal(
        ["spec.volumeLabel", "spec.userData", "spec.metadata.hostname"],
        SpecValidation.Check(new Drive { Spec = "volumeLabel: \"\"\nuserData: {}\nmetadata: {hostname: _}" }.ParsedSpec).Select(error => error.Field));

    /// <summary>A condition's message has at most 32,768 characters.</summary>
    [Theory]
    [InlineData(128, 40_000)]
    [InlineData(2_000, 70)]
    public void Check_OfMoreFaultsThanAMessageHolds_ListsTheFirstAndCountsTheOthers(int count, int length)
    {
        var extra = Enumerable.Range(0, count).ToDictionary(number => $"{number}/{new string('x', length)}", _ => "");

        var errors = SpecValidation.Check(new Drive().ParsedSpec with { Metadata = new InstanceMetadata { Extra = extra } });

        Assert.Equal(11, errors.Count);
        Assert.StartsWith("spec: breaks rules in ", errors[^1].ToString(), StringComparison.Ordinal);
        Assert.True(string.Join("; ", errors).Length < 16_384);
        Assert.All(errors.SkipLast(1), error => Assert.True(error.Field.Length < 100, error.Field));
    }

    [Fact]
    public void Check_OfAFieldOrFaultOfAnyLength_IsCut_NotWithinACharacter()
    {
        var spec = new Drive().ParsedSpec with { Layouts = [.. Enumerable.Repeat(Layout.CloudStack, 10_000)], VendorData = new Source { Inline = "x" } };

        Assert.All(SpecValidation.Check(spec), error => Assert.True(error.ToString().Length < 1400));
        Assert.Equal($"{new string('x', 255)}…", new FieldError($"{new string('x', 255)}😀", "").Field);
    }

    [Fact]
    public void Check_OfInlineTextBeyondOneMebibyteInUtf8_IsRefused()
    {
        var spec = new Drive().ParsedSpec with { UserData = new Source { Inline = new string('ä', (512 * 1024) + 1) } };

        Assert.Equal("spec.userData.inline", Assert.Single(SpecValidation.Check(spec)).Field);
        Assert.Empty(SpecValidation.Check(spec with { UserData = new Source { Inline = new string('ä', 512 * 1024) } }));
    }

    [Fact]
    public void Check_OfBase64BeyondOneMebibyteDecoded_IsRefused()
    {
        var spec = new Drive().ParsedSpec;

        Assert.Equal("spec.userData.base64", Assert.Single(SpecValidation.Check(spec with { UserData = OfLength((1024 * 1024) + 1) })).Field);
        Assert.Empty(SpecValidation.Check(spec with { UserData = OfLength(1024 * 1024) }));

        static Source OfLength(int length) => new() { Base64 = Convert.ToBase64String(new byte[length]) };
    }

    [Fact]
    public void Check_OfATextOf253CharactersOutsideTheBasicPlane_FindsNothing() => Assert.Empty(
        SpecValidation.Check(new Drive { Spec = $"metadata: {{cloudName: {string.Concat(Enumerable.Repeat("😀", 253))}}}" }.ParsedSpec));

    [Fact]
    public void Check_OfNullsThatASchemaWouldRefuse_NamesThem()
    {
        var spec = new ConfigDriveSpec { VirtualMachineRef = null!, SshPublicKeys = [null!], Files = [null!], Password = new Password { SecretKeyRef = null! } };

        Assert.Equal(
            ["spec.virtualMachineRef", "spec.sshPublicKeys[0]", "spec.password.secretKeyRef", "spec.files[0]"],
            SpecValidation.Check(spec).Select(error => error.Field));
    }
}
