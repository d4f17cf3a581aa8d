using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Operator.Tests.Content;
using ConfigDrive.Operator.Tests.Content.Guests;

namespace ConfigDrive.Operator.Tests.Importing;

/// <summary>Real cloud-init reads the original and the drive that was imported from it, and finds the same.</summary>
public sealed class GuestViewTests
{
    private static readonly string[] Seen =
        ["found", "instance_id", "hostname", "availability_zone", "public_keys", "user_data", "vendor_data", "vendor_data2", "set_passwords", "merged_passwords", "network", "files"];

    // A password of CloudStack's reaches cloud-init, too; network data without links gives way to DHCP.
    private static readonly string[] DifferentForCloudStack = ["vendor_data", "set_passwords", "merged_passwords", "network"];

    public static TheoryData<string, string> Cases => [.. from release in CloudInit.Releases from name in SampleOriginals.All.Keys select ((string)release, name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Original_AndImportedDrive_AreTheSameToCloudInit(string release, string name)
    {
        var (source, files) = SampleOriginals.All[name];
        var original = Imports.Source(source == "NoCloud" ? "cidata" : "config-2", files);

        var seen = Read(CloudInit.Require(release), source, original.Tree(), Imports.Of(original).Again().Tree);

        Assert.All(Seen.Except(name == "cloudstack" ? DifferentForCloudStack : []), property => Assert.Equal(Text(seen[0], property), Text(seen[1], property)));
        if (name == "cloudstack")
        {
            Assert.Equal("null", Text(seen[1], "network"));
            Assert.Equal(SampleOriginals.Secret, seen[1].GetProperty("set_passwords").GetProperty("passwords").GetProperty("debian").GetString());
        }
    }

    [Theory]
    [MemberData(nameof(CloudInit.Releases), MemberType = typeof(CloudInit))]
    public void DiskOfKubeVirt_AndTheDriveImportedFromItsVirtualMachine_AreTheSameToCloudInit(string release)
    {
        var imported = VirtualMachineImportTests.Import("""
            cloudInitConfigDrive:
              userData: "#cloud-config\n{}\n"
              networkDataSecretRef: {name: net}
            """);

        var seen = Read(
            CloudInit.Require(release),
            "ConfigDrive",
            SampleOriginals.Source(SampleOriginals.KubeVirt).Tree(),
            VirtualMachineImportTests.Rendered(imported));

        Assert.All(Seen, property => Assert.Equal(Text(seen[0], property), Text(seen[1], property)));
    }

    private static IReadOnlyList<JsonElement> Read(CloudInit cloudInit, string source, params DriveTree[] trees) => source == "NoCloud" ? cloudInit.ReadNoCloud(trees) : cloudInit.Read(trees);

    private static string Text(JsonElement seen, string property)
    {
        Assert.False(seen.TryGetProperty("error", out var error), error.ToString());

        // CloudStack has several keys in one text, and Nova a line break at the end of each: what is written into authorized_keys is the same.
        return property is "public_keys"
            ? string.Join('\n', seen.GetProperty(property).EnumerateArray().Select(key => key.GetString()!.TrimEnd('\n')))
            : JsonNode.Parse(seen.GetProperty(property).GetRawText())?.ToJsonString() ?? "null";
    }
}
