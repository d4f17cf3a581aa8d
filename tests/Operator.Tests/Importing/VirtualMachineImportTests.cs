using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Serialization;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Importing;
using ConfigDrive.Operator.Tests.Content;

namespace ConfigDrive.Operator.Tests.Importing;

/// <summary>KubeVirt's own disks for cloud-init, out of the VirtualMachine that has them.</summary>
public sealed class VirtualMachineImportTests
{
    private static readonly Dictionary<string, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> Secrets = new(StringComparer.Ordinal)
    {
        ["net"] = Data(("networkData", SampleOriginals.KubeVirt.Single(file => file.Path.EndsWith("network_data.json", StringComparison.Ordinal)).Text)),
        ["user"] = Data(("userdata", "#cloud-config\n# lower\n"), ("userData", "#cloud-config\n# camel\n")),
        ["camel"] = Data(("userData", "#cloud-config\n# camel\n")),
        ["empty"] = Data(("other", "x")),
        ["keys"] = Data(("a", Keys.Ed25519), ("b", Keys.EcdsaWithoutComment)),
    };

    private const string KeysOnDisk = "{sshPublicKey: {source: {secret: {secretName: keys}}, propagationMethod: {configDrive: {}}}}";

    [Fact]
    public void ConfigDrive_ComesAlongWithItsInstanceID_TextInASecret_SecretsByReference()
    {
        var imported = Import("""
            cloudInitConfigDrive:
              userData: "#cloud-config\n# s3cr3t-marker\n"
              networkDataSecretRef: {name: net}
            """);

        Assert.Equal("""["OpenStack"]""", imported.Spec["layouts"]!.ToJsonString());
        Assert.Equal(SampleOriginals.Uuid, imported.InstanceID);
        Assert.Equal("""{"secretKeyRef":{"name":"web-1-import","key":"userdata"}}""", imported.Spec["userData"]!.ToJsonString());
        Assert.Equal("""{"secretKeyRef":{"name":"net","key":"networkData"}}""", imported.Spec["networkData"]!.ToJsonString());
        Assert.Equal("#cloud-config\n# s3cr3t-marker\n", imported.Secret("userdata"));
        Assert.DoesNotContain(SampleOriginals.Secret, imported.Spec.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("""[{"secretKeyRef":{"name":"one","key":"a"}}]""", imported.Spec["sshPublicKeys"]!.ToJsonString());
    }

    [Theory]
    [InlineData("secretRef: {name: user}", "user", "userdata")]
    [InlineData("secretRef: {name: camel}", "camel", "userData")]
    [InlineData("secretRef: {name: unknown}", "unknown", "userdata")]
    public void UserData_OfASecret_IsNamedByTheKeyThatKubeVirtTakes(string source, string secret, string key)
    {
        var imported = Import($"cloudInitNoCloud: {{{source}}}");

        Assert.Equal("""["NoCloud"]""", imported.Spec["layouts"]!.ToJsonString());
        Assert.Equal($$$"""{"secretKeyRef":{"name":"{{{secret}}}","key":"{{{key}}}"}}""", imported.Spec["userData"]!.ToJsonString());
        Assert.Equal(secret == "unknown", imported.Left().Contains("check of Secret unknown"));
        Assert.Empty(imported.Secrets);
    }

    [Fact]
    public void UserData_OfASecretWithoutTheKey_IsLeftBehind()
    {
        var imported = Import("cloudInitNoCloud: {secretRef: {name: empty}}");

        Assert.Null(imported.Spec["userData"]);
        Assert.Contains("user data", imported.Left());
    }

    [Fact]
    public void Base64_IsDecoded_AndNetplanBecomesTheNetworkConfiguration()
    {
        var imported = Import($"cloudInitNoCloud: {{userDataBase64: {Convert.ToBase64String("#!/bin/sh\n"u8)}, networkData: \"version: 2\\nethernets: {{eth0: {{dhcp4: true}}}}\\n\"}}");

        Assert.Equal("#!/bin/sh\n", imported.Secret("userdata"));
        Assert.Equal("version: 2\nethernets: {eth0: {dhcp4: true}}\n", imported.Secret("networkconfig"));
    }

    [Fact]
    public void NetplanInAConfigDrive_IsLeftBehind_AsCloudInitCannotReadIt()
    {
        var imported = Import("cloudInitConfigDrive: {userData: x, networkData: \"version: 2\"}");

        Assert.Null(imported.Spec["networkData"]);
        Assert.Contains(imported.LeftBehind, each => each.What == "network_data.json" && each.Why.Contains("is not JSON", StringComparison.Ordinal));
        Assert.Null(imported.Secret("networkdata"));
    }

    [Fact]
    public void NetworkData_ForAnotherCard_IsLeftBehind() => Assert.Contains(
        "network_data.json",
        Import("cloudInitConfigDrive: {userData: x, networkData: '{\"links\":[{\"id\":\"a\",\"type\":\"phy\",\"ethernet_mac_address\":\"02:00:00:00:00:99\"}]}'}").Left());

    [Fact]
    public void FirmwareUuid_NotGiven_IsTheOneThatKubeVirtDerives() => Assert.Equal(
        VirtualMachineIdentity.SystemUuid(new V1VirtualMachine { Metadata = new() { Name = "web-1" } }), Import("cloudInitNoCloud: {userData: x}", firmware: "{}").InstanceID);

    [Fact]
    public void FirmwareUuid_InCapitals_StaysAsKubeVirtWritesIt() =>
        Assert.Equal("0F6E5C3A-9B1D-4C8E-8F6A-2D4B6C8E0A1C", Import("cloudInitNoCloud: {userData: x}", firmware: "{uuid: 0F6E5C3A-9B1D-4C8E-8F6A-2D4B6C8E0A1C}").InstanceID);

    [Theory]
    [InlineData("emptyDisk: {}", "there is nothing to import")]
    [InlineData("cloudInitNoCloud: {userDataBase64: \"?\"}", "its user data is not base64")]
    public void VirtualMachine_WithoutADiskThatCanBeRead_IsRefused(string volume, string fault) =>
        Assert.Contains(fault, Assert.Throws<UnreadableDriveException>(() => Import(volume)).Message, StringComparison.Ordinal);

    [Fact]
    public void Keys_ForTheOtherKindOfDisk_AndOfTheGuestAgent_AreNamed()
    {
        var imported = Import("cloudInitNoCloud: {userData: x}", credentials: $"{KeysOnDisk}, {{userPassword: {{propagationMethod: {{qemuGuestAgent: {{}}}}}}}}");

        Assert.Null(imported.Spec["sshPublicKeys"]);
        Assert.Equal(["accessCredentials[0]", "accessCredentials[1]"], imported.Left());
    }

    [Fact]
    public void Change_RemovesDisksVolumesAndKeys_LastFirst_EachTested()
    {
        var machine = Machine("cloudInitNoCloud: {userData: x}", $"{KeysOnDisk}, {KeysOnDisk}", "{}");
        machine["spec"]!["template"]!["spec"]!["volumes"]![0] = JsonNode.Parse("""{"name":"root","cloudInitConfigDrive":{"userData":"y"}}""");

        var change = VirtualMachineChange.WithoutCloudInit(machine.Deserialize(ConfigDriveJsonContext.Default.CloudInitVirtualMachine)!);

        Assert.Equal("json", change.Type);
        Assert.Equal(
            [
                "test domain/devices/disks/1/name ci", "remove domain/devices/disks/1 ", "test domain/devices/disks/0/name root", "remove domain/devices/disks/0 ",
                "test volumes/1/name ci", "remove volumes/1 ", "test volumes/0/name root", "remove volumes/0 ",
                "test accessCredentials/1/sshPublicKey/source/secret/secretName keys", "remove accessCredentials/1 ",
                "test accessCredentials/0/sshPublicKey/source/secret/secretName keys", "remove accessCredentials/0 ",
            ],
            change.Patch.AsArray().Select(step => $"{step!["op"]} {((string)step["path"]!)["/spec/template/spec/".Length..]} {step["value"]}"));
    }

    internal static ImportedConfigDrive Import(string volume, string? credentials = null, string? firmware = null)
    {
        var machine = Machine(volume, credentials ?? KeysOnDisk.Replace("keys", "one", StringComparison.Ordinal), firmware ?? $"{{uuid: {SampleOriginals.Uuid}}}");
        var identity = machine.Deserialize(ConfigDriveJsonContext.Default.V1VirtualMachine)!;
        var secrets = new Dictionary<string, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(Secrets, StringComparer.Ordinal) { ["one"] = Data(("a", Keys.Ed25519)) };
        var content = new VirtualMachineReader(machine.Deserialize(ConfigDriveJsonContext.Default.CloudInitVirtualMachine)!, identity, secrets).Read();
        return ImportedConfigDrive.Create(
            content, new ImportTarget { Namespace = "tenant-a" }, identity, secrets.ToDictionary(each => new SourceObject(SourceKind.Secret, each.Key), each => each.Value));
    }

    internal static DriveTree Rendered(ImportedConfigDrive imported)
    {
        var again = imported.Again(new Drive { VirtualMachine = Machine("emptyDisk: {}", "", $"{{uuid: {SampleOriginals.Uuid}}}").ToJsonString() });
        foreach (var (name, data) in Secrets.Append(new("one", Data(("a", Keys.Ed25519)))))
        {
            foreach (var (key, bytes) in data)
            {
                again = again.WithSource(SourceKind.Secret, name, key, bytes.ToArray());
            }
        }

        return again.Tree;
    }

    private static JsonNode Machine(string volume, string credentials, string firmware) => KubernetesYaml.ReadAll(new StringReader($$$"""
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata: {name: web-1, namespace: tenant-a}
        spec:
          instancetype: {name: u1.small}
          template:
            spec:
              accessCredentials: [{{{credentials}}}]
              domain:
                firmware: {{{firmware}}}
                devices:
                  disks: [{name: root, disk: {bus: virtio}}, {name: ci, disk: {bus: virtio}}]
                  interfaces: [{name: default, macAddress: "02:00:00:00:00:01"}]
              volumes:
              - {name: root, emptyDisk: {}}
              - name: ci
        {{{string.Join('\n', volume.Split('\n').Select(line => "        " + line))}}}
        """)).Single();

    private static Dictionary<string, ReadOnlyMemory<byte>> Data(params (string Key, string Text)[] entries) =>
        entries.ToDictionary(entry => entry.Key, entry => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(entry.Text), StringComparer.Ordinal);
}
