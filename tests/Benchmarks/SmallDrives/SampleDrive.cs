using System.Text;
using ConfigDrive.Iso;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Benchmarks.SmallDrives;

/// <summary>
/// The drive of an ordinary virtual machine: 8 KiB of user data, a team's key, a static address; both layouts, 21 files in all.
/// </summary>
internal static class SampleDrive
{
    public const string VolumeLabel = "config-2";

    private const int FileCount = 21;
    private const int UserDataBytes = 8 * 1024;

    public static DriveInputs Inputs { get; } = new()
    {
        ConfigDrive = new V1Alpha1ConfigDrive
        {
            Metadata = new() { Name = "web-1", Namespace = "tenant-a", Uid = "6b4f7bb1-6b8c-4b76-8d1f-6c3f2c1f8a55" },
            Spec = new ConfigDriveSpec
            {
                VirtualMachineRef = new VirtualMachineReference { Name = "web-1" },
                UserData = new Source { SecretKeyRef = new KeySelector { Name = "web-1-userdata", Key = "userdata" } },
                SshPublicKeys = [new Source { SecretKeyRef = new KeySelector { Name = "team-keys", Key = "authorized_keys" } }],
                NetworkData = new NetworkDataSource
                {
                    Generate = new GeneratedNetworkData
                    {
                        Interfaces =
                        [
                            new InterfaceNetworkData
                            {
                                Name = "default",
                                IP = new IPConfiguration
                                {
                                    Addresses = ["10.0.0.5/24", "2001:db8::5/64"],
                                    Routes = [new NetworkRoute { Destination = "0.0.0.0/0", Gateway = "10.0.0.1" }],
                                    Nameservers = ["10.0.0.53"],
                                },
                            },
                        ],
                    },
                },
            },
        },
        VirtualMachine = new V1VirtualMachine
        {
            Metadata = new() { Name = "web-1", Namespace = "tenant-a", Uid = "5d0f0f4e-4a55-4b5f-b6a2-3b1f0d6f5d11" },
            Spec = new VirtualMachineSpec
            {
                Instancetype = new InstancetypeMatcher { Name = "u1.small" },
                Template = new VirtualMachineInstanceTemplate
                {
                    Spec = new VirtualMachineInstanceSpec
                    {
                        Domain = new DomainSpec
                        {
                            Firmware = new Firmware { Uuid = "0f6e5c3a-9b1d-4c8e-8f6a-2d4b6c8e0a1c" },
                            Devices = new Devices { Interfaces = [new Interface { Name = "default", MacAddress = "02:00:00:00:00:01" }] },
                        },
                    },
                },
            },
        },
        Sources = new SourceContents(new Dictionary<SourceObject, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>
        {
            [new SourceObject(SourceKind.Secret, "web-1-userdata")] = Data("userdata", UserData()),
            [new SourceObject(SourceKind.Secret, "team-keys")] = Data(
                "authorized_keys", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILuZaMHr6HPnN2meTEDSu/wNHnWyQkr7vQBcJ6zNNlQc me@host\n"),
        }),
    };

    /// <summary>The files of the drive, as the operator lays them out.</summary>
    public static IReadOnlyList<IsoFile> Files()
    {
        var files = DriveImage.Files(DriveContent.Resolve(Inputs));
        return files.Count == FileCount
            ? files
            : throw new InvalidOperationException($"the sample drive has {files.Count} files: change its inputs to make {FileCount}");
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> Data(string key, string text) =>
        new(StringComparer.Ordinal) { [key] = Encoding.UTF8.GetBytes(text) };

    private static string UserData()
    {
        var text = new StringBuilder("#cloud-config\npackages: [nginx]\nruncmd:\n");
        for (var number = 1; text.Length < UserDataBytes; number++)
        {
            text.Append("- [systemctl, enable, --now, service-").Append(number).Append("]\n");
        }

        return text.ToString(0, UserDataBytes);
    }
}
