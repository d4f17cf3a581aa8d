using ConfigDrive.Operator.Commands;
using ConfigDrive.Operator.Files;
using ConfigDrive.Operator.Tests.Content.Guests;
using ConfigDrive.Operator.Tests.Files;

namespace ConfigDrive.Operator.Tests.Commands;

/// <summary>Where <c>render -o</c> writes to, and who may read it.</summary>
public sealed class RenderOutputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static string Samples => RepositoryRoot.File("config", "samples");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task File_OverAFormerOne_IsForItsOwnerAlone()
    {
        var file = PathOf("web-1.iso");
        await File.WriteAllTextAsync(file, "former", Token);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        await RenderAsync(file);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task File_BesideAPlantedLink_IsWrittenUnderANameThatNobodyKnows()
    {
        await File.WriteAllTextAsync(PathOf("elsewhere"), "of somebody else", Token);
        File.CreateSymbolicLink(PathOf("web-1.iso.partial"), PathOf("elsewhere"));

        await RenderAsync(PathOf("web-1.iso"));

        Assert.Equal(["elsewhere", "web-1.iso", "web-1.iso.partial"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order());
        Assert.Equal("of somebody else", await File.ReadAllTextAsync(PathOf("elsewhere"), Token));
    }

    [Fact]
    public async Task Link_StaysALink_AndItsFileIsWritten()
    {
        await File.WriteAllBytesAsync(PathOf("real.iso"), new byte[1 << 20], Token);
        File.CreateSymbolicLink(PathOf("link.iso"), PathOf("real.iso"));

        await RenderAsync(PathOf("link.iso"));

        Assert.Equal(FileKind.Link, FileStatus.WithoutFollowing(PathOf("link.iso"))!.Kind);
        Assert.Equal(await ExpectedAsync(), await File.ReadAllBytesAsync(PathOf("real.iso"), Token));
    }

    [Fact(Timeout = 120_000)]
    public async Task Fifo_StaysAFifo_AndItsReaderGetsTheImage()
    {
        var expected = await ExpectedAsync();
        Fifo.Make(PathOf("fifo"));
        var reader = Task.Run(() => File.ReadAllBytes(PathOf("fifo")), Token);

        await RenderAsync(PathOf("fifo"));

        Assert.Equal(FileKind.Other, FileStatus.WithoutFollowing(PathOf("fifo"))!.Kind);
        Assert.Equal(expected, await reader);
    }

    [Fact]
    public async Task Dash_IsStandardOutput()
    {
        using var error = new StringWriter();
        using var bytes = new MemoryStream();

        var status = await new CommandLine(TextReader.Null, TextWriter.Null, error, () => bytes).RunAsync(["render", "-f", Samples, "-o", "-"]);

        Assert.Equal((0, ""), (status, error.ToString()));
        Assert.Equal(await ExpectedAsync(), bytes.ToArray());
        Assert.False(File.Exists("-"));
    }

    private string PathOf(string name) => Path.Combine(folder.Path, name);

    private static async Task RenderAsync(string output) => Assert.Equal(new CommandRun(0, "", ""), await CommandRun.OfAsync("render", "-f", Samples, "-o", output));

    private async Task<byte[]> ExpectedAsync()
    {
        await RenderAsync(PathOf("expected.iso"));
        var bytes = await File.ReadAllBytesAsync(PathOf("expected.iso"), Token);
        File.Delete(PathOf("expected.iso"));
        return bytes;
    }
}
