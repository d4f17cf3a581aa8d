using System.Buffers;
using System.Text.Json.Nodes;
using ConfigDrive.Iso;
using ConfigDrive.Iso.Conformance;
using ConfigDrive.Iso.Writing;

namespace ConfigDrive.Operator.Tests.Commands;

public sealed class InspectCommandTests : IAsyncLifetime
{
    private const string Password = "correct-horse-battery-staple";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("configdrive-inspect-");

    private string Image => Path.Combine(folder.FullName, "web-1.iso");

    public async ValueTask InitializeAsync() => await CommandRun.OfAsync("render", "-f", RepositoryRoot.File("config", "samples"), "-o", Image);

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Report_OfADrive_TellsLabelSizesPathsAndMetadata()
    {
        var run = await CommandRun.OfAsync("inspect", Image, "-o", "json");
        var report = JsonNode.Parse(run.Output)!;

        Assert.Equal("config-2", (string?)report["volumeLabel"]);
        Assert.True(report.AsObject().TryGetPropertyValue("revision", out var revision) && revision is null);
        Assert.Equal(new FileInfo(Image).Length, (long?)report["sizeBytes"]);
        Assert.Contains(report["files"]!.AsArray(), file => (string?)file!["path"] == "openstack/latest/meta_data.json");
        Assert.Equal("web-1.example.org", (string?)report["openstack"]!["meta_data.json"]!["hostname"]);
        Assert.Equal("zone-a", (string?)report["cloudstack"]!["metadata/availability-zone.txt"]);
        Assert.Empty(IsoChecker.Check(await File.ReadAllBytesAsync(Image, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Report_OfADriveThatNamesItsRevision_TellsIt()
    {
        await CommandRun.OfAsync("render", "-f", RepositoryRoot.File("config", "samples"), "-o", Image, "--revision", "k3f7q2m5xa");

        var run = await CommandRun.OfAsync("inspect", Image);

        Assert.Contains("\nrevision: k3f7q2m5xa\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yaml")]
    [InlineData("json")]
    public async Task Report_WithoutShowSecrets_HoldsNone(string format)
    {
        var run = await CommandRun.OfAsync("inspect", Image, "-o", format);

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain(Password, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAAC3Nz", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("nginx", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_WithShowSecrets_HoldsThem()
    {
        var run = await CommandRun.OfAsync("inspect", Image, "--show-secrets");

        Assert.Contains(Password, run.Output, StringComparison.Ordinal);
        Assert.Contains("AAAAC3Nz", run.Output, StringComparison.Ordinal);
        Assert.Contains("nginx", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Report_OfANoCloudDrive_ShowsItsFiles_AndSecretsOnlyWhenAsked(bool showSecrets)
    {
        var manifests = Path.Combine(folder.FullName, "no-cloud.yaml");
        await File.WriteAllTextAsync(manifests, $$"""
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: web-2}
            spec:
              template:
                spec:
                  domain:
                    devices:
                      interfaces:
                      - {name: default, macAddress: "02:00:00:00:00:01"}
            ---
            apiVersion: configdrive.dev/v1alpha1
            kind: ConfigDrive
            metadata: {name: web-2}
            spec:
              virtualMachineRef: {name: web-2}
              layouts: [NoCloud]
              guestHook: None
              userData: {inline: "#cloud-config\npackages: [nginx]\n"}
              vendorData: {inline: "#cloud-config\ntimezone: UTC\n"}
              networkData:
                generate: {}
              sshPublicKeys:
              - inline: "{{Content.Keys.Ed25519}}"
            """, TestContext.Current.CancellationToken);
        await CommandRun.OfAsync("render", "-f", manifests, "-o", Image);

        var run = await CommandRun.OfAsync(showSecrets ? ["inspect", Image, "-o", "json", "--show-secrets"] : ["inspect", Image, "-o", "json"]);
        var report = JsonNode.Parse(run.Output)!;

        Assert.Equal("cidata", (string?)report["volumeLabel"]);
        Assert.Equal("web-2", (string?)report["nocloud"]!["meta-data"]!["local-hostname"]);
        Assert.Equal("02:00:00:00:00:01", (string?)report["nocloud"]!["network-config"]!["ethernets"]!["nic0"]!["match"]!["macaddress"]);
        Assert.Equal(showSecrets ? Content.Keys.Ed25519 : "(masked)", (string?)report["nocloud"]!["meta-data"]!["public-keys"]![0]);
        Assert.Equal(showSecrets ? "#cloud-config\npackages: [nginx]\n" : "(masked)", (string?)report["nocloud"]!["user-data"]);
        Assert.Equal(showSecrets ? "#cloud-config\ntimezone: UTC\n" : "(masked)", (string?)report["nocloud"]!["vendor-data"]);
        Assert.Null(report["openstack"]);
    }

    [Fact]
    public async Task Extract_IntoANewDirectory_WritesEveryFileForItsOwnerAlone()
    {
        var target = Path.Combine(folder.FullName, "extracted");

        Assert.Equal(0, (await CommandRun.OfAsync("inspect", Image, "--extract", target)).ExitCode);

        var password = Path.Combine(target, "cloudstack", "password", "vm_password.txt");
        Assert.Equal(Password, await File.ReadAllTextAsync(password, TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(password));
    }

    [Fact]
    public async Task Extract_IntoADirectoryThatHoldsSomething_IsRefused()
    {
        var run = await CommandRun.OfAsync("inspect", Image, "--extract", folder.FullName);

        Assert.Equal(2, run.ExitCode);
        Assert.Single(folder.EnumerateFileSystemInfos());
    }

    [Theory]
    [InlineData("yaml")]
    [InlineData("json")]
    public async Task Report_OfAForeignImage_DoesNotSteerTheTerminal(string format)
    {
        var image = new ArrayBufferWriter<byte>();
        IsoImage.Create(
            [
                new IsoFile("openstack/latest/evil", IsoContent.FromBytes(new byte[1])),
                new IsoFile("openstack/latest/meta_data.json", IsoContent.FromBytes("{\"name\": \"a\u009b2J\u202eb\", \"uuid\": \"ü\"}"u8.ToArray())),
            ],
            new IsoImageOptions { VolumeLabel = "config-2" }).WriteTo(image);
        var bytes = image.WrittenSpan.ToArray();
        for (var at = bytes.AsSpan().IndexOf("evil"u8); at >= 0; at = bytes.AsSpan().IndexOf("evil"u8))
        {
            "\u001b[3m"u8.CopyTo(bytes.AsSpan(at)); // As another program's writer may name a file.
        }

        await File.WriteAllBytesAsync(Image, bytes, TestContext.Current.CancellationToken);

        var run = await CommandRun.OfAsync("inspect", Image, "-o", format);

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain(run.Output, character => character != '\n' && (char.IsControl(character) || character == '\u202e'));
        Assert.Contains("[3m", run.Output, StringComparison.Ordinal);
        Assert.Contains("\\u202eb", run.Output, StringComparison.Ordinal);
        Assert.Contains("ü", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_WithAKeyTwice_IsOneLineThatNamesFileAndField()
    {
        var image = new ArrayBufferWriter<byte>();
        var twice = "{\"uuid\": \"a\", \"meta\": {\"role\": \"a\", \"role\": \"b\"}}"u8.ToArray();
        IsoImage.Create([new IsoFile("openstack/latest/meta_data.json", IsoContent.FromBytes(twice))], new IsoImageOptions { VolumeLabel = "config-2" }).WriteTo(image);
        await File.WriteAllBytesAsync(Image, image.WrittenSpan.ToArray(), TestContext.Current.CancellationToken);

        var run = await CommandRun.OfAsync("inspect", Image);

        Assert.Equal(new CommandRun(2, "", $"{Image}: openstack/latest/meta_data.json: meta.role is there twice: remove one\n"), run);
    }

    [Fact]
    public async Task Image_ThatIsNone_IsRefusedByName()
    {
        await File.WriteAllTextAsync(Image, "no image", TestContext.Current.CancellationToken);

        var run = await CommandRun.OfAsync("inspect", Image);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"{Image}: ", run.Error, StringComparison.Ordinal);
    }
}
