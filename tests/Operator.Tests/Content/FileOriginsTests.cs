using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Tests.Content;

/// <summary>Where the files of a drive come from: a file that changes with a field has that as an origin, and no other file has.</summary>
public sealed class FileOriginsTests
{
    private const string OfClass = "ConfigDriveClass \"standard\": ";

    private static Drive WithClass => SampleDrives.Full with
    {
        Spec = SampleDrives.Full.Spec.ReplaceExisting("  cloudName: Example Cloud\n", ""),
        Class = $$$"""
            vendorData: {inline: "#cloud-config\nlocale: de_CH.UTF-8\n"}
            sshPublicKeys: [{inline: {{{Keys.RsaWithSpacedComment}}}}]
            metadata: {cloudName: provider, extra: {region: eu}}
            """,
    };

    [Theory]
    [MemberData(nameof(SampleDrives.Names), MemberType = typeof(SampleDrives))]
    public void Files_OfEverySample_HaveAnOrigin(string sample)
    {
        var drive = SampleDrives.All[sample];

        Assert.All(drive.Tree.Paths, path => Assert.NotEmpty(Origins(drive, path)));
    }

    [Theory]
    [InlineData("spec.vendorData", "Europe/Zürich", "Europe/Paris")]
    [InlineData("spec.networkData.generate", "10.0.0.5/24", "10.0.0.6/24")]
    [InlineData("spec.metadata.hostname", "hostname: web-1", "hostname: web-2")]
    [InlineData("spec.metadata.availabilityZone", "zone-a", "zone-b")]
    [InlineData("spec.metadata.serviceOffering", "Small", "Large")]
    [InlineData("spec.metadata.cloudIdentifier", "cloud-7", "cloud-8")]
    [InlineData("spec.metadata.cloudName", "Example Cloud", "Other Cloud")]
    [InlineData("spec.metadata.publicIPv4", "192.0.2.80", "192.0.2.81")]
    [InlineData("spec.metadata.publicHostname", "www.example.org", "web.example.org")]
    [InlineData("spec.metadata.exposeHypervisorHostName", "exposeHypervisorHostName: true", "exposeHypervisorHostName: false")]
    [InlineData("spec.metadata.exposeNamespace", "exposeNamespace: true", "exposeNamespace: false")]
    [InlineData("spec.metadata.extra", "extra: {role: web 🌍, tier: \"\", note: \"two\\nlines\"}", "extra: {role: db, note: one}")]
    [InlineData("spec.sshPublicKeys[0]", Keys.EcdsaWithoutComment, "")]
    [InlineData("spec.files", "/etc/motd", "/etc/issue")]
    [InlineData("spec.files[1].content", "AAEC/w==", "AAEC")]
    [InlineData("spec.metadata.instanceID", "hostname: web-1.example.org", "hostname: web-1.example.org\n  instanceID: i-1")]
    public void Field_Changed_ChangesTheFilesThatNameIt(string field, string former, string other)
    {
        var changed = SampleDrives.Full with { Spec = SampleDrives.Full.Spec.ReplaceExisting(former, other) };

        AssertChanged(SampleDrives.Full, changed, field);
    }

    [Fact]
    public void Source_Changed_ChangesTheFilesThatNameIt()
    {
        AssertChanged(SampleDrives.Full, SampleDrives.Full.WithSecret("web-1-userdata", "userdata", "#!/bin/sh\n"), "spec.userData");
        AssertChanged(SampleDrives.Full, SampleDrives.Full.WithSecret("team-keys", "authorized_keys", ""), "spec.sshPublicKeys[1]");
        AssertChanged(SampleDrives.Full, SampleDrives.Full.WithSecret("web-1-password", "password", "another"), "spec.password");
        AssertChanged(SampleDrives.Windows, SampleDrives.Windows.WithSecret("web-1-password", "password", "another"), "spec.password");
        AssertChanged(SampleDrives.Full, SampleDrives.Full.WithSource(SourceKind.ConfigMap, "web-1-files", "motd", "hello"u8.ToArray()), "spec.files[0].content");
        AssertChanged(SampleDrives.NoCloud, SampleDrives.NoCloud.WithSecret("web-1-userdata", "userdata", "#!/bin/sh\n"), "spec.userData");
        AssertChanged(SampleDrives.NoCloud, SampleDrives.NoCloud.WithSecret("team-keys", "authorized_keys", ""), "spec.sshPublicKeys[1]");
    }

    [Theory]
    [InlineData("spec.vendorData", "timezone: Europe/Zürich", "timezone: Europe/Paris")]
    [InlineData("spec.vendorData2", "echo platform", "echo other")]
    [InlineData("spec.networkData.generate", "mtu: 1450", "mtu: 1400")]
    [InlineData("spec.metadata.hostname", "hostname: web-1", "hostname: web-2")]
    [InlineData("spec.metadata.extra", "role: web 🌍", "role: db")]
    public void Field_OfANoCloudDrive_ChangesTheFilesThatNameIt(string field, string former, string other) =>
        AssertChanged(SampleDrives.NoCloud, SampleDrives.NoCloud with { Spec = SampleDrives.NoCloud.Spec.ReplaceExisting(former, other) }, field);

    [Fact]
    public void GuestHook_TakenAway_TakesTheFilesThatNameIt() =>
        AssertChanged(SampleDrives.Full, SampleDrives.Full with { Spec = SampleDrives.Full.Spec + "\nguestHook: None" }, "spec.guestHook");

    [Theory]
    [InlineData("spec.vendorData", "de_CH", "fr_CH")]
    [InlineData("spec.sshPublicKeys", Keys.RsaWithSpacedComment, Keys.EcdsaWithoutComment)]
    [InlineData("spec.metadata.cloudName", "provider", "other")]
    [InlineData("spec.metadata.extra", "region: eu", "region: us")]
    public void Class_Changed_ChangesTheFilesThatNameItsField(string field, string former, string other)
    {
        var first = WithClass.WithSecret("team-keys", "authorized_keys", "");
        first = first with { Spec = first.Spec.ReplaceExisting(Keys.EcdsaWithoutComment, "") };

        AssertChanged(first, first with { Class = first.Class!.ReplaceExisting(former, other) }, OfClass + field);
    }

    [Fact]
    public void Value_ThatNobodyGave_ComesFromTheVirtualMachineOrTheOperator()
    {
        var drive = SampleDrives.Minimal with { NodeZone = "zone-1", Defaults = new ContentDefaults { CloudName = "example", AvailabilityZone = "zone-2" } };

        Assert.Equal(["VirtualMachine \"web-1\""], Origins(drive, "cloudstack/metadata/local-hostname.txt"));
        Assert.Equal(["VirtualMachine \"web-1\""], Origins(drive, "cloudstack/metadata/service-offering.txt"));
        Assert.Equal(["the node of the VirtualMachine"], Origins(drive, "cloudstack/metadata/availability-zone.txt"));
        Assert.Equal(["the settings of the operator"], Origins(drive with { NodeZone = null }, "cloudstack/metadata/availability-zone.txt"));
        Assert.Equal(["the settings of the operator"], Origins(drive, "cloudstack/metadata/cloud-name.txt"));
        Assert.Equal(
            ["VirtualMachine \"web-1\"", "the node of the VirtualMachine", "the settings of the operator"], Origins(drive, "openstack/latest/meta_data.json"));
    }

    [Fact]
    public void InstanceID_OfEachUserData_ComesFromThatToo() => Assert.Contains(
        Origins(SampleDrives.Minimal with { Spec = "instanceIdentity: PerUserData" }, "openstack/latest/meta_data.json"),
        origin => origin.StartsWith("spec.instanceIdentity: ", StringComparison.Ordinal));

    private static void AssertChanged(Drive former, Drive other, string origin)
    {
        var (first, second) = (Files(former), Files(other));
        var paths = first.Keys.Union(second.Keys).Order(StringComparer.Ordinal).ToList();

        var changed = paths.Where(path => first.GetValueOrDefault(path) != second.GetValueOrDefault(path)).ToList();
        Assert.NotEmpty(changed);
        Assert.Equal(changed, paths.Where(path => Names(former, first, path) || Names(other, second, path)));

        bool Names(Drive drive, Dictionary<string, string> files, string path) => files.ContainsKey(path)
            && Origins(drive, path).Any(each => each == origin || each.StartsWith($"{origin}: ", StringComparison.Ordinal));
    }

    private static Dictionary<string, string> Files(Drive drive)
    {
        var tree = drive.Tree;
        return tree.Paths.ToDictionary(path => path, path => Convert.ToHexString(tree.Bytes(path)), StringComparer.Ordinal);
    }

    private static IReadOnlyList<string> Origins(Drive drive, string path) => new FileOrigins(drive.Inputs, drive.Content).Find(path);
}
