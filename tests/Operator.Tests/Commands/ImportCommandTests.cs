using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Serialization;
using ConfigDrive.Operator.Tests.Importing;

namespace ConfigDrive.Operator.Tests.Commands;

public sealed class ImportCommandTests : IDisposable
{
    private const string Machine = """
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata: {name: web-1, namespace: tenant-a}
        spec:
          template:
            spec:
              domain: {firmware: {uuid: 83679162-1378-4288-a2d4-70e13ec132aa}, devices: {disks: [{name: ci, disk: {}}]}}
              volumes: [{name: ci, cloudInitNoCloud: {userData: "#cloud-config\npassword: s3cr3t-marker\n", networkDataSecretRef: {name: net}}}]
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: net, namespace: tenant-a}
        stringData: {networkdata: "version: 2\nethernets: {eth0: {dhcp4: true}}\n"}
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("configdrive-import-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Iso_OfRender_IsAppliedAndRenderedAgain()
    {
        var (image, manifests, again) = (Path("a.iso"), Path("manifests.yaml"), Path("b.iso"));
        var samples = RepositoryRoot.File("config", "samples");
        await CommandRun.OfAsync("render", "-f", samples, "-o", image);

        var run = await CommandRun.OfAsync("import", "iso", image, "--name", "moved", "--namespace", "tenant-a");
        await File.WriteAllTextAsync(manifests, run.Output, Token);
        var rendered = await CommandRun.OfAsync("render", "-f", samples, "-f", manifests, "--name", "tenant-a/moved", "-o", again);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(new CommandRun(0, "", ""), rendered);
        Assert.Contains("The guest keeps its instance ID ", run.Error, StringComparison.Ordinal);
        Assert.Equal(DriveFiles(image), DriveFiles(again));
    }

    /// <summary>Every secret is in a Secret, in base64, and nowhere else.</summary>
    [Theory]
    [InlineData("nova")]
    [InlineData("cloudstack")]
    public async Task Folder_WithSecrets_ShowsThemInSecretsAlone(string original)
    {
        Imports.Source(null, SampleOriginals.All[original].Files).Tree().ExtractTo(folder.FullName);

        var run = await CommandRun.OfAsync("import", "iso", folder.FullName, "--vm", "web-1", "--namespace", "tenant-a");

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain(SampleOriginals.Secret, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(SampleOriginals.Secret, run.Error, StringComparison.Ordinal);
        var documents = KubernetesYaml.ReadAll(new StringReader(run.Output));
        Assert.Equal(["Secret", "ConfigDrive"], documents.Select(document => (string?)document["kind"]));
        Assert.All(documents, document => Assert.Equal("tenant-a", (string?)document["metadata"]!["namespace"]));
        Assert.DoesNotContain("inline", documents[1].ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("base64", documents[1].ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_LinksInIt_AreNotFollowed()
    {
        var secret = Path("outside");
        await File.WriteAllTextAsync(secret, SampleOriginals.Secret, Token);
        var drive = Directory.CreateDirectory(Path("drive")).FullName;
        Imports.Source(null, SampleOriginals.NoCloud.Where(file => file.Path != "user-data")).Tree().ExtractTo(drive);
        File.CreateSymbolicLink(System.IO.Path.Combine(drive, "user-data"), secret);

        var run = await CommandRun.OfAsync("import", "iso", drive);

        Assert.Equal(2, run.ExitCode);
        Assert.DoesNotContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(SampleOriginals.Secret)), run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VirtualMachine_OfManifests_ComesWithItsPatch()
    {
        var patch = Path("patch.json");

        var run = await CommandRun.WithInputAsync(Machine, "import", "vm", "-f", "-", "--output-patch", patch);

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain(SampleOriginals.Secret, run.Output + run.Error, StringComparison.Ordinal);
        var drive = KubernetesYaml.ReadAll(new StringReader(run.Output))[1];
        Assert.Equal("83679162-1378-4288-a2d4-70e13ec132aa", (string?)drive["spec"]!["metadata"]!["instanceID"]);
        Assert.Equal("net", (string?)drive["spec"]!["networkConfig"]!["secretKeyRef"]!["name"]);
        Assert.Contains($"kubectl patch virtualmachine web-1 --namespace tenant-a --type json --patch-file {patch}\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(4, JsonNode.Parse(await File.ReadAllTextAsync(patch, Token))!.AsArray().Count);
    }

    [Fact]
    public async Task Patch_OnStandardError_IsOneWordOfAShell()
    {
        var run = await CommandRun.WithInputAsync(Machine.Replace("name: ci", "name: \"c'i\"", StringComparison.Ordinal), "import", "vm", "tenant-a/web-1", "-f", "-");

        Assert.Contains("\"value\":\"c'\\''i\"}", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import iso FOLDER/gone", "gone")]
    [InlineData("import iso FOLDER", "it is no config drive")]
    [InlineData("import iso /dev/null", "/dev/null: it is neither an ISO 9660 image nor a FAT file system")]
    [InlineData("import iso /dev/zero", "/dev/zero: it is larger than 256 MiB")]
    [InlineData("import iso a b --name c", "are for one drive")]
    [InlineData("import iso FOLDER --vm UPPER", "--vm: 'UPPER' is not a DNS name")]
    [InlineData("import vm", "Name the VirtualMachine as NAMESPACE/NAME")]
    [InlineData("import vm a/b/c --kubeconfig FOLDER/gone", "gone")]
    [InlineData("import vm -f -", "The manifests contain no VirtualMachine")]
    public async Task Input_ThatCannotBeUsed_IsOneClearLine(string arguments, string error)
    {
        var run = await CommandRun.OfAsync([.. arguments.Split(' ').Select(argument => argument.Replace("FOLDER", folder.FullName, StringComparison.Ordinal))]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Dictionary<string, string> DriveFiles(string image) => ConfigDrive.Operator.Importing.DriveImageReader.Open(File.ReadAllBytes(image)).Tree().Texts();

    private string Path(string name) => System.IO.Path.Combine(folder.FullName, name);
}
