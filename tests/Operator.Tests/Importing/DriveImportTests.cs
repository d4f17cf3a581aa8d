using System.Text;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Importing;
using ConfigDrive.Operator.Tests.Content;

namespace ConfigDrive.Operator.Tests.Importing;

/// <summary>What comes along of the drives of others, and what is named as left behind.</summary>
public sealed class DriveImportTests
{
    [Fact]
    public void Nova_ComesAlong_AndWhatDoesNotIsNamed()
    {
        var imported = Imports.Of(SampleOriginals.Source(SampleOriginals.Nova));

        Assert.Equal(SampleOriginals.Uuid, imported.InstanceID);
        Assert.Equal("""["OpenStack"]""", imported.Spec["layouts"]!.ToJsonString());
        Assert.Equal("None", (string?)imported.Spec["guestHook"]);
        Assert.Null(imported.Spec["volumeLabel"]);
        Assert.Equal("web-1.novalocal", (string?)imported.Metadata("hostname"));
        Assert.Equal("nova", (string?)imported.Metadata("availabilityZone"));
        Assert.Equal("""{"role":"web"}""", imported.Metadata("extra")!.ToJsonString());
        Assert.Equal(Keys.Ed25519 + "\n", imported.Secret("authorized_keys"));
        Assert.Equal("#cloud-config\ntimezone: UTC\n", imported.Secret("vendordata"));
        Assert.Equal("welcome\n", imported.Secret("file-0000"));
        Assert.Equal("/etc/motd", (string?)imported.Spec["files"]![0]!["path"]);
        Assert.Null(imported.Spec["password"]);
        Assert.Equal(
            [
                "ec2/", "meta_data.json admin_pass", "meta_data.json dedicated_cpus", "meta_data.json devices", "meta_data.json keys",
                "meta_data.json launch_index", "meta_data.json name", "meta_data.json network_config", "meta_data.json project_id", "meta_data.json random_seed", "metadata admin_pass",
                "metadata bad/key", "openstack/ other than latest", "vendor_data.json team", "vendor_data2.json static",
            ],
            imported.Left().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void File_WithoutItsContent_IsNamed()
    {
        var imported = Imports.Of(Imports.Source(
            null, ("openstack/latest/meta_data.json", """{"uuid":"u","files":[{"path":"/etc/gone","content_path":"/content/0009"}]}""")));

        Assert.Equal(["meta_data.json files /etc/gone"], imported.Left());
    }

    /// <summary>Whatever a byte of a drive is, the import ends, with a ConfigDrive that the operator takes or with its own exception.</summary>
    [Fact]
    public void AnyDamage_EndsInAConfigDriveOrAnError()
    {
        var random = new Random(11);
        foreach (var (_, files) in SampleOriginals.All.Values)
        {
            for (var round = 0; round < 300; round++)
            {
                var damaged = files.Select(file => (file.Path, Bytes: Encoding.UTF8.GetBytes(file.Text))).ToList();
                for (var changes = random.Next(1, 5); changes > 0; changes--)
                {
                    var bytes = damaged[random.Next(damaged.Count)].Bytes;
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                try
                {
                    Assert.Empty(SpecValidation.Check(Imports.Of(Imports.Source("config-2", damaged)).Again().ParsedSpec));
                }
                catch (UnreadableDriveException exception)
                {
                    Assert.DoesNotContain(SampleOriginals.Secret, exception.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public void Nova_ForWindows_HasItsPassword()
    {
        var imported = Imports.Of(SampleOriginals.Source(SampleOriginals.Nova), GuestOS.Windows);

        Assert.Equal(SampleOriginals.Secret, imported.Secret("password"));
        Assert.Equal(SampleOriginals.Secret, imported.Again().Tree.MetaData.GetProperty("admin_pass").GetString());
    }

    [Fact]
    public void CloudStack_ComesAlong_AndItsEmptyNetworkDataDoesNot()
    {
        var imported = Imports.Of(SampleOriginals.Source(SampleOriginals.CloudStack));
        var tree = imported.Again().Tree;

        foreach (var (path, text) in SampleOriginals.CloudStack.Where(file => file.Path.StartsWith("cloudstack/", StringComparison.Ordinal) && !file.Path.Contains("cloud-domain", StringComparison.Ordinal)))
        {
            Assert.Equal(text, tree.Text(path));
        }

        Assert.False(tree.Has("openstack/latest/network_data.json"));
        Assert.Contains(imported.LeftBehind, each => each.What == "network_data.json" && each.Why.Contains("no links", StringComparison.Ordinal));
        Assert.Equal(SampleOriginals.Uuid, imported.InstanceID);
        Assert.Null(imported.FirmwareUuid);
    }

    [Fact]
    public void NoCloud_WithoutInstanceId_KeepsTheOneThatCloudInitTookForIt()
    {
        var imported = Imports.Of(Imports.Source("cidata", ("meta-data", ""), ("user-data", "")));

        Assert.Equal("nocloud", imported.InstanceID);
        Assert.Equal("""["NoCloud"]""", imported.Spec["layouts"]!.ToJsonString());
        Assert.Null(imported.Spec["userData"]);
    }

    [Theory]
    [InlineData("instance-id: 17", "17")]
    [InlineData("{\"instance-id\": \"i-1\"}", "i-1")]
    [InlineData("instance-id: \"2026-01-01\"", "2026-01-01")]
    public void NoCloud_MetaDataInAnyForm_IsRead(string metaData, string expected) =>
        Assert.Equal(expected, Imports.Of(Imports.Source("cidata", ("meta-data", metaData), ("user-data", ""))).InstanceID);

    [Theory]
    [InlineData("instance-id: a/b")]
    [InlineData("instance-id: 2026-01-01")]
    public void InstanceID_ThatCannotBe_IsNamed_AndTheGuestIsSaidToStartOver(string metaData)
    {
        var imported = Imports.Of(Imports.Source("cidata", ("meta-data", metaData), ("user-data", "")));

        Assert.Null(imported.InstanceID);
        Assert.Contains(imported.Left(), what => what is "instance ID" or "meta-data instance-id");
    }

    [Fact]
    public void InstanceID_GivenByTheUser_Wins() =>
        Assert.Equal("i-1", Imports.Of(SampleOriginals.Source(SampleOriginals.Nova), target: Imports.Target with { InstanceID = "i-1" }).InstanceID);

    [Fact]
    public void OwnDrive_WhoseInstanceIdFollowsFromTheFirmware_SaysWhichFirmwareUuidItNeeds()
    {
        var imported = Imports.Of(Imports.Image(SampleDrives.Minimal));

        Assert.Equal("bb343102-df29-5be2-a4aa-c3e4e21258f1", imported.InstanceID);
        Assert.Equal("0f6e5c3a-9b1d-4c8e-8f6a-2d4b6c8e0a1c", imported.FirmwareUuid);
        Assert.Null(imported.Metadata("instanceID"));
    }

    [Fact]
    public void OwnHook_IsRecognised_AndNotDoubled()
    {
        var imported = Imports.Of(Imports.Image(SampleDrives.Full));

        Assert.Equal("EachStart", (string?)imported.Spec["guestHook"]);
        Assert.Equal("#cloud-config\ntimezone: Europe/Zürich\n", imported.Secret("vendordata"));
        Assert.Equal("correct horse \"battery\" 🐎", imported.Secret("password"));
    }

    [Fact]
    public void VirtualMachine_NotNamed_IsThatOfTheDrive_ElseItsHostName()
    {
        var none = new ImportTarget();

        Assert.Equal("web-1", Imports.Of(SampleOriginals.Source(SampleOriginals.Nova), target: none).VirtualMachine);
        Assert.Equal("node-0", Imports.Of(SampleOriginals.Source(SampleOriginals.Ironic), target: none).VirtualMachine);
        Assert.Contains("--vm", Assert.Throws<UnreadableDriveException>(() => Imports.Of(Imports.Source(null, ("meta-data", ""), ("user-data", "")), target: none)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_OfMoreThanOneSecretsSize_AreSeveralSecrets()
    {
        var half = new string('x', 700_000);
        var imported = Imports.Of(Imports.Source(
            null,
            ("openstack/latest/meta_data.json", $$"""{"uuid":"{{SampleOriginals.Uuid}}","files":[{"path":"/a","content_path":"/content/0000"},{"path":"/b","content_path":"/content/0001"}]}"""),
            ("openstack/content/0000", half),
            ("openstack/content/0001", half)));

        Assert.Equal(["web-1-import", "web-1-import-2"], imported.Secrets.Select(secret => secret.Name));
        Assert.Equal(half, imported.Again().Tree.Text("openstack/content/0001"));
    }

    [Theory]
    [InlineData("openstack/latest/meta_data.json", "[]", "it is not a JSON object")]
    [InlineData("openstack/latest/meta_data.json", "{", "it is not JSON")]
    [InlineData("openstack/latest/meta_data.json", "{\"uuid\":\"\\ud800\"}", "it is not JSON")]
    [InlineData("other.txt", "", "neither openstack/latest/meta_data.json nor cloudstack/")]
    [InlineData("OPENSTAC/LATEST/META_DAT.JSO", "{}", "it has \"OPENSTAC/LATEST/META_DAT.JSO\"")]
    public void Drive_ThatNoGuestReads_IsRefusedWithTheFile(string path, string text, string fault) =>
        Assert.Contains(fault, Assert.Throws<UnreadableDriveException>(() => Imports.Of(Imports.Source("config-2", (path, text)))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("meta-data", "- a")]
    [InlineData("meta-data", "a: [")]
    public void Seed_ThatCloudInitRefuses_IsRefusedWithTheFile(string path, string text) =>
        Assert.StartsWith(path, Assert.Throws<UnreadableDriveException>(() => Imports.Of(Imports.Source("cidata", (path, text), ("user-data", "")))).Message, StringComparison.Ordinal);

    /// <summary>What the operator would refuse is left behind, so that the result is taken in any case.</summary>
    [Fact]
    public void ValuesThatTheOperatorRefuses_AreLeftBehind_AndTheRestIsTaken()
    {
        var imported = Imports.Of(Imports.Source(
            "a label that is too long",
            ("openstack/latest/meta_data.json", """{"uuid":"u","hostname":"not_a_name","public_keys":{"a":"nonsense"},"meta":{"ok":"1"},"files":[{"path":"relative","content_path":"/content/0000"}]}"""),
            ("openstack/content/0000", "x"),
            ("openstack/latest/vendor_data.json", """{"cloud-init":"no header"}"""),
            ("openstack/latest/network_data.json", "null")));

        Assert.Equal(["SSH key 1", "files relative", "host name", "network_data.json", "the volume label", "vendor data"], imported.Left().Order(StringComparer.Ordinal));
        Assert.Empty(SpecValidation.Check(imported.Again().ParsedSpec));
        Assert.Equal("1", imported.Again().Tree.MetaData.GetProperty("meta").GetProperty("ok").GetString());
        Assert.Empty(imported.Secrets);
    }

    [Fact]
    public void ManyItems_AreBounded_AndSaidToBeMore()
    {
        var items = string.Join(",", Enumerable.Range(0, 20_000).Select(number => $$"""{"path":"/{{number}}","content_path":"/content/0000"}"""));
        var imported = Imports.Of(Imports.Source(
            null, ("openstack/latest/meta_data.json", $$"""{"uuid":"u","files":[{{items}}]}"""), ("openstack/content/0000", "x")));

        Assert.Equal(256, imported.Spec["files"]!.AsArray().Count);
        Assert.Contains(imported.LeftBehind, each => each is { What: "meta_data.json files" } && each.Why.StartsWith("19744 of them", StringComparison.Ordinal));
    }

    [Fact]
    public void ManyEntriesOfMetadata_AreBounded()
    {
        var meta = string.Join(",", Enumerable.Range(0, 20_000).Select(number => $"\"k{number}\":\"v\""));
        var imported = Imports.Of(Imports.Source(null, ("openstack/latest/meta_data.json", $$$"""{"uuid":"u","meta":{"a":"b",{{{meta}}}}}""")));

        Assert.Equal(128, imported.Metadata("extra")!.AsObject().Count);
        Assert.Contains("metadata", imported.Left());
    }

    [Fact]
    public void DriveThatIsLargerThanTheOperatorAllows_IsSaidToBeThat()
    {
        var half = new string('x', 1024 * 1024);
        var files = Enumerable.Range(0, 17).Select(number => ($"openstack/content/{number:D4}", half));
        var listed = string.Join(",", Enumerable.Range(0, 17).Select(number => $$"""{"path":"/{{number}}","content_path":"/content/{{number:D4}}"}"""));
        var imported = Imports.Of(Imports.Source(null, files.Append(("openstack/latest/meta_data.json", $$"""{"uuid":"u","files":[{{listed}}]}"""))));

        Assert.Equal(["the size of the drive"], imported.Left());
        Assert.Equal(17, imported.Spec["files"]!.AsArray().Count);
    }

    [Fact]
    public void FileThatIsTooLarge_IsRefusedWithoutBeingRead()
    {
        var source = new SourceDrive(null, new Dictionary<string, SourceFile>
        {
            ["meta-data"] = new(long.MaxValue, () => throw new InvalidOperationException("read")),
            ["user-data"] = new(0, () => default),
        });

        Assert.StartsWith("meta-data: it has", Assert.Throws<UnreadableDriveException>(() => Imports.Of(source)).Message, StringComparison.Ordinal);
    }
}
