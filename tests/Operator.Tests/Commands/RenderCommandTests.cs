namespace ConfigDrive.Operator.Tests.Commands;

public sealed class RenderCommandTests : IDisposable
{
    private static readonly string Samples = RepositoryRoot.File("config", "samples");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("configdrive-render-");

    private string Image => Path.Combine(folder.FullName, "out.iso");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Samples_OfTheRepository_MakeAnImage()
    {
        var run = await CommandRun.OfAsync("render", "-f", Samples, "-o", Image);

        Assert.Equal(new CommandRun(0, "", ""), run);
        Assert.Equal([Image], Directory.EnumerateFiles(folder.FullName));
    }

    [Fact]
    public async Task Files_GivenOneByOneOrAsOneStream_MakeTheSameImage()
    {
        await CommandRun.OfAsync("render", "-f", Samples, "-o", Image);
        var fromFolder = await File.ReadAllBytesAsync(Image, Token);
        var files = Directory.GetFiles(Samples, "*.yaml").OrderDescending(StringComparer.Ordinal).ToArray();
        var documents = string.Join("\n---\n", files.Select(File.ReadAllText));

        await CommandRun.OfAsync(["render", .. files.SelectMany(file => new[] { "-f", file }), "-o", Image]);
        Assert.Equal(fromFolder, await File.ReadAllBytesAsync(Image, Token));

        await CommandRun.WithInputAsync(documents, "render", "-f", "-", "-o", Image);
        Assert.Equal(fromFolder, await File.ReadAllBytesAsync(Image, Token));
    }

    [Fact]
    public async Task Revision_Given_StandsOnTheImageAndChangesNothingElse()
    {
        await CommandRun.OfAsync("render", "-f", Samples, "-o", Image);
        var blank = await File.ReadAllBytesAsync(Image, Token);

        var run = await CommandRun.OfAsync("render", "-f", Samples, "-o", Image, "--revision", "k3f7q2m5xa");

        Assert.Equal(new CommandRun(0, "", ""), run);
        "k3f7q2m5xa"u8.CopyTo(blank.AsSpan(33651));
        Assert.Equal(blank, await File.ReadAllBytesAsync(Image, Token));
    }

    [Theory]
    [InlineData("k3f7q2m5x")]
    [InlineData("K3F7Q2M5XA")]
    [InlineData("0189abcdef")]
    [InlineData("")]
    public async Task Revision_ThatIsNone_IsOneClearLineAndNoImage(string revision)
    {
        var run = await CommandRun.OfAsync("render", "-f", Samples, "-o", Image, "--revision", revision);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal($"--revision: '{revision}' is not a revision; give the 10 characters of status.revision of the ConfigDrive\n", run.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.FullName));
    }

    [Theory]
    [InlineData("kind: ConfigDrive\nmetadata: [", "-: line ")]
    [InlineData("a: 1", "-: a document is not a Kubernetes object")]
    [InlineData("kind: Secret\napiVersion: v1\nmetadata: {name: a}", "The manifests contain no ConfigDrive")]
    [InlineData("kind: ConfigDrive\napiVersion: configdrive.dev/v1alpha1\nmetadata: {name: a}\nspec: {virtualMachineRef: {name: a}}", "ConfigDrive default/a: spec.virtualMachineRef: the manifests contain no VirtualMachine default/a")]
    [InlineData("kind: ConfigDrive\napiVersion: configdrive.dev/v1alpha1\nmetadata: {name: a}\nspec: {virtualMachineRef: {name: a}, guestOS: BeOS}", "-: ConfigDrive \"a\": spec.guestOS must be one of Linux, Windows")]
    [InlineData("kind: ConfigDrive\napiVersion: configdrive.dev/v1alpha1\nmetadata: {name: a}\nspec: {}", "-: ConfigDrive \"a\": spec.virtualMachineRef is missing: give it")]
    public async Task Input_ThatCannotBeUsed_IsOneClearLineAndNoImage(string manifests, string error)
    {
        var run = await CommandRun.WithInputAsync(manifests, "render", "-f", "-", "-o", Image);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(error, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.FullName));
    }

    [Theory]
    [InlineData("""userData: {inline: a, base64: YQ==}""", "spec.userData")]
    [InlineData("""userData: {secretKeyRef: {name: gone, key: k}}""", "Secret \"gone\" does not exist (spec.userData.secretKeyRef)")]
    [InlineData("""sshPublicKeys: [{inline: nonsense}]""", "spec.sshPublicKeys[0]")]
    public async Task Spec_ThatCannotBeRendered_NamesTheFieldAndLeavesAFormerImage(string field, string error)
    {
        await File.WriteAllTextAsync(Image, "former", Token);
        var manifests = $$"""
            kind: VirtualMachine
            apiVersion: kubevirt.io/v1
            metadata: {name: a}
            spec:
              template: {}
            ---
            kind: ConfigDrive
            apiVersion: configdrive.dev/v1alpha1
            metadata: {name: a}
            spec: {virtualMachineRef: {name: a}, {{field}} }
            """;

        var run = await CommandRun.WithInputAsync(manifests, "render", "-f", "-", "-o", Image);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
        Assert.Equal("former", await File.ReadAllTextAsync(Image, Token));
    }

    [Fact]
    public async Task VirtualMachine_WithACloudInitDiskOfKubeVirt_IsOneLineThatNamesBoth_AndNoImage()
    {
        const string Manifests = """
            kind: VirtualMachine
            apiVersion: kubevirt.io/v1
            metadata: {name: a}
            spec:
              template: {spec: {volumes: [{name: ci, cloudInitNoCloud: {userData: "#cloud-config\n"}}]}}
            ---
            kind: ConfigDrive
            apiVersion: configdrive.dev/v1alpha1
            metadata: {name: a}
            spec: {virtualMachineRef: {name: a}}
            """;

        var run = await CommandRun.WithInputAsync(Manifests, "render", "-f", "-", "-o", Image);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("ConfigDrive default/a: Volume \"ci\" of VirtualMachine \"a\"", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.False(File.Exists(Image));
    }

    [Fact]
    public async Task ManyConfigDrives_WithoutAName_AreListedAndOneIsChosenByName()
    {
        var documents = string.Join("\n---\n", Directory.GetFiles(Samples, "*.yaml").Select(File.ReadAllText));
        var many = $"{documents}\n---\nkind: ConfigDrive\napiVersion: configdrive.dev/v1alpha1\nmetadata: {{name: other}}\nspec: {{virtualMachineRef: {{name: a}}}}";

        var refused = await CommandRun.WithInputAsync(many, "render", "-f", "-", "-o", Image);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--name", refused.Error, StringComparison.Ordinal);
        Assert.Contains("default/other", refused.Error, StringComparison.Ordinal);

        Assert.Equal(0, (await CommandRun.WithInputAsync(many, "render", "-f", "-", "-o", Image, "--name", "tenant-a/web-1")).ExitCode);
        Assert.Equal(2, (await CommandRun.WithInputAsync(many, "render", "-f", "-", "-o", Image, "--name", "nowhere/web-1")).ExitCode);
    }

    [Theory]
    [InlineData("render")]
    [InlineData("render", "-o", "x.iso")]
    [InlineData("run")]
    [InlineData("run", "--secondary-root", "/nonexistent")]
    [InlineData("run", "--secondary-root", "/tmp", "--health-address", "nonsense")]
    [InlineData("run", "--secondary-root", "/tmp", "--workers", "0")]
    [InlineData("run", "--secondary-root", "/tmp", "--workers", "many")]
    [InlineData("run", "--secondary-root", "/tmp", "--audit-interval", "2147483647h")]
    [InlineData("run", "--secondary-root", "/tmp", "--log-level", "Loud")]
    [InlineData("render", "-f", "/dev/null", "-o", "/tmp")]
    [InlineData("render", "-f", "/dev/zero", "-o", "x.iso")]
    [InlineData("inspect", "/dev/zero")]
    [InlineData("inspect", "x.iso", "-o", "xml")]
    [InlineData("inspect", "/nonexistent.iso")]
    [InlineData("nonsense")]
    public async Task WrongUse_OfTheCommandLine_IsOneLineAndStatus2(params string[] arguments)
    {
        var run = await CommandRun.OfAsync(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("type", run.Error, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
