using ConfigDrive.Operator.Tests.Content.Guests;
using ConfigDrive.Operator.Tests.Files;

namespace ConfigDrive.Operator.Tests.Commands;

/// <summary><c>render</c> takes manifests as kubectl and an API server do, or refuses them in one line that names file and field.</summary>
public sealed class ManifestTests : IDisposable
{
    private const string VirtualMachine = """
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata: {name: web-1, namespace: tenant-a, creationTimestamp: null}
        spec:
          runStrategy: Halted
          template:
            spec:
              affinity: {podAffinity: {}} # a field that is not read, and looks much like one that is
              domain:
                firmware: {uuid: 5d1c9b5e-2f5c-4a7e-9a43-7f3d2c1b0a99}
                devices:
                  interfaces: [{name: default, masquerade: {}, macAddress: "02:00:00:00:00:01"}]
              networks: [{name: default, pod: {}}]
        """;

    private const string ConfigDrive = """
        apiVersion: configdrive.dev/v1alpha1
        kind: ConfigDrive
        metadata: {name: web-1, namespace: tenant-a}
        spec:
          virtualMachineRef: {name: web-1}
        """;

    private const string Secret = """
        apiVersion: v1
        kind: Secret
        metadata: {name: pw, namespace: tenant-a}
        stringData: {p: S3cret-pass}
        """;

    private readonly TemporaryFolder folder = new();

    private string Image => Path.Combine(folder.Path, "web-1.iso");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("metadata: null", "metadata: {}")]
    [InlineData("metadata: {exposeNamespace: null, exposeHypervisorHostName: null, hostname: null}", "metadata: {}")]
    [InlineData("metadata: {extra: {role: null}}", "metadata: {}")]
    [InlineData("userData: {secretKeyRef: {name: pw, key: p, optional: null}, inline: null}", "userData: {secretKeyRef: {name: pw, key: p}}")]
    [InlineData("attachment: {update: null, detachAfterBoot: null, mode: null, diskName: null}", "attachment: {}")]
    [InlineData("suspend: null", "suspend: false")]
    [InlineData("guestOS: null", "guestOS: Linux")]
    [InlineData("layouts: null", "layouts: [OpenStack, CloudStack]")]
    [InlineData("password: {secretKeyRef: {name: pw, key: p}, lifetime: null, hashed: null}", "password: {secretKeyRef: {name: pw, key: p}}")]
    [InlineData("secondaryStorage: {reclaim: null}", "secondaryStorage: {}")]
    [InlineData("primaryStorage: {size: null}", "primaryStorage: {}")]
    public Task Null_OfAField_IsItsDefaultOrNothing(string spec, string other) => AreTheSameAsync(spec, other);

    [Theory]
    [InlineData("userData: {inline: !!binary SGVsbG8K}", "userData: {inline: \"Hello\\n\"}")]
    [InlineData("userData: {<<: {inline: hello}}", "userData: {inline: hello}")]
    [InlineData("metadata: {extra: {yes: a, 0123: b, 1.0: c}}", "metadata: {extra: {\"true\": a, \"83\": b, \"1\": c}}")]
    [InlineData("metadata: {exposeNamespace: on}", "metadata: {exposeNamespace: true}")]
    [InlineData("networkData: {generate: {interfaces: [{name: default, mtu: 02734}]}}", "networkData: {generate: {interfaces: [{name: default, mtu: 1500}]}}")]
    [InlineData("primaryStorage: {size: 1e9}", "primaryStorage: {size: \"1000000000\"}")]
    public Task Yaml_OfKubectl_MeansWhatItMeansThere(string spec, string other) => AreTheSameAsync(spec, other);

    [Theory]
    [InlineData("userdata: {inline: x}", "spec.userdata is not a field: did you mean userData?")]
    [InlineData("userData: {secretKeyref: {name: pw, key: p}}", "spec.userData.secretKeyref is not a field: did you mean secretKeyRef?")]
    [InlineData("colour: red", "spec.colour is not a field: those here are virtualMachineRef, volumeLabel, ")]
    [InlineData("suspend: \"yes\"", "spec.suspend is a text, and must be true or false, without quotes")]
    [InlineData("guestOS: linux", "spec.guestOS must be one of Linux, Windows")]
    [InlineData("guestOS: 0", "spec.guestOS must be one of Linux, Windows")]
    [InlineData("layouts: OpenStack", "spec.layouts is a text, and must be a list")]
    [InlineData("userData: {inline: 0123}", "spec.userData.inline is a number, and must be a text: put it in quotes")]
    [InlineData("metadata: {hostname: yes}", "spec.metadata.hostname is true or false, and must be a text: put it in quotes")]
    [InlineData("metadata: {extra: {a: 1}}", "spec.metadata.extra[a] is a number, and must be a text: put it in quotes")]
    [InlineData("metadata: []", "spec.metadata is a list, and must be a mapping of fields")]
    [InlineData("sshPublicKeys: [null]", "spec.sshPublicKeys[0] is null: remove it, or give a value")]
    [InlineData("password: {lifetime: Always}", "spec.password.secretKeyRef is missing: give it")]
    [InlineData("networkData: {generate: {interfaces: [{name: default, mtu: \"1500\"}]}}", "spec.networkData.generate.interfaces[0].mtu is a text, and must be a whole number, without quotes")]
    [InlineData("networkData: {generate: {interfaces: [{name: default, mtu: 99999999999}]}}", "spec.networkData.generate.interfaces[0].mtu has a value that is too large")]
    [InlineData("primaryStorage: {size: 1.5}", "spec.primaryStorage.size is a number, and must be a whole number or a text")]
    [InlineData("\"\\e[31m\\u202ered\": 1", "spec.\\u001b[31m\\u202ered is not a field")]
    public Task Field_ThatAnApiServerRefuses_IsNamed(string spec, string error) => IsRefusedAsync($"{VirtualMachine}\n---\n{ConfigDrive}\n  {spec}", $"-: ConfigDrive \"web-1\": {error}");

    [Fact]
    public async Task Secret_ThatAnApiServerRefuses_IsNamedWithoutItsValue()
    {
        await IsRefusedAsync(Both(Secret.Replace("S3cret-pass", "yes", StringComparison.Ordinal)), "-: Secret \"pw\": stringData[p] is true or false, and must be a text");
        await IsRefusedAsync(Both(Secret.Replace("stringData: {p: S3cret-pass}", "data: {p: '***'}", StringComparison.Ordinal)), "-: Secret \"pw\": data[p] is not base64");
        await IsRefusedAsync(Both(Secret.Replace("stringData", "stringdata", StringComparison.Ordinal)), "-: Secret \"pw\": stringdata is not a field: did you mean stringData?");
        await IsRefusedAsync(Both("apiVersion: v1\nkind: Secret\nmetadata:"), "-: Secret \"\": metadata is missing: give it");
    }

    [Fact]
    public async Task Object_ThatAnApiServerRefuses_IsNamed()
    {
        await IsRefusedAsync($"{VirtualMachine}\n---\n{ConfigDrive[..ConfigDrive.IndexOf("spec", StringComparison.Ordinal)]}spec: null", "-: ConfigDrive \"web-1\": spec is missing: give it");
        await IsRefusedAsync(Both("").Replace("v1alpha1", "v1", StringComparison.Ordinal), "-: ConfigDrive \"web-1\": apiVersion must be configdrive.dev/v1alpha1");
        await IsRefusedAsync(
            Both("").Replace("devices:", "device:", StringComparison.Ordinal), "-: VirtualMachine \"web-1\": spec.template.spec.domain.device is not a field: did you mean devices?");
        await IsRefusedAsync(
            Both("").Replace("interfaces: [{", "interfaces: [null, {", StringComparison.Ordinal), "-: VirtualMachine \"web-1\": spec.template.spec.domain.devices.interfaces[0] is null");
        await IsRefusedAsync(Both("apiVersion: v1\nkind: List\nitems: [null]"), "-: a document is not a Kubernetes object");
    }

    [Fact]
    public async Task Folder_OfAChart_IsReadForTheManifestsThatItHas()
    {
        await WriteAsync("vm.yaml", Both(""));
        await WriteAsync("kustomization.yaml", "resources:\n- vm.yaml\n");
        await WriteAsync("values.yaml", "replicas: 1\n");
        await WriteAsync("Chart.yaml", "apiVersion: v2\nname: web\n");
        await WriteAsync("list.json", "[1]");
        Directory.CreateDirectory(Path.Combine(folder.Path, "more"));
        File.CreateSymbolicLink(Path.Combine(folder.Path, "more", "again.yaml"), Path.Combine(folder.Path, "vm.yaml"));

        Assert.Equal(new CommandRun(0, "", ""), await CommandRun.OfAsync("render", "-f", folder.Path, "-o", Image));
    }

    [Fact(Timeout = 120_000)]
    public async Task Folder_WithACircleOfLinksOrAFifo_IsOneLineThatNamesIt()
    {
        await WriteAsync("vm.yaml", Both(""));
        (string Name, Action<string> Plant)[] hostile =
        [
            ("loop", path => Directory.CreateSymbolicLink(path, folder.Path)),
            ("fifo.yaml", Fifo.Make),
            ("self.yaml", path => File.CreateSymbolicLink(path, path)),
            ("nowhere.yaml", path => File.CreateSymbolicLink(path, "/nowhere")),
        ];
        foreach (var (name, plant) in hostile)
        {
            var path = Path.Combine(folder.Path, name);
            plant(path);

            var run = await CommandRun.OfAsync("render", "-f", folder.Path, "-o", Image);

            Assert.Equal(2, run.ExitCode);
            Assert.Contains(path, run.Error, StringComparison.Ordinal);
            Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
            File.Delete(path);
        }
    }

    private static string Both(string more) => $"{VirtualMachine}\n---\n{ConfigDrive}\n---\n{more}";

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(folder.Path, name), text, Token);

    private async Task AreTheSameAsync(string spec, string other) => Assert.Equal(await ImageOfAsync(other), await ImageOfAsync(spec));

    private async Task<byte[]> ImageOfAsync(string spec)
    {
        var run = await CommandRun.WithInputAsync($"{VirtualMachine}\n---\n{ConfigDrive}\n  {spec}\n---\n{Secret}", "render", "-f", "-", "-o", Image);

        Assert.Equal(new CommandRun(0, "", ""), run);
        return await File.ReadAllBytesAsync(Image, Token);
    }

    private async Task IsRefusedAsync(string manifests, string error)
    {
        var run = await CommandRun.WithInputAsync(manifests, "render", "-f", "-", "-o", Image);

        Assert.StartsWith(error, run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("System", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Image));
    }
}
