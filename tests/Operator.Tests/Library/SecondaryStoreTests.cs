using System.Buffers;
using ConfigDrive.Iso;
using ConfigDrive.Iso.Writing;
using ConfigDrive.Operator.Files;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Tests.Files;
using ConfigDrive.Tests;

namespace ConfigDrive.Operator.Tests.Library;

public sealed class SecondaryStoreTests : IDisposable
{
    private static readonly LibraryPath Web1 = new(new("tenant-a", "web-1"));

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("configdrive-store-");
    private readonly SecondaryStore store;

    public SecondaryStoreTests() => store = new SecondaryStore(root.FullName);

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public async Task Write_OfAnImage_StoresItsBytesForItsOwnerAlone()
    {
        await WriteAsync(Web1, "one");

        var file = Path.Combine(root.FullName, "ConfigDrive/tenant-a/web-1/configdrive.iso");
        Assert.Equal(Bytes("one"), await File.ReadAllBytesAsync(file, Token));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(Bytes("one").Length, store.StateOf(Web1)?.Size);
    }

    [Fact]
    public async Task Write_OfAnImage_HasItOnTheDiskBeforeItsName_AndItsNameBeforeItReturns()
    {
        var calls = new RecordedFileCalls(root.FullName);
        var recorded = new SecondaryStore(root.FullName, calls);
        string[] file =
        [
            "flush folder ConfigDrive/tenant-a", "flush folder ConfigDrive", $"flush {Bytes("one").Length} bytes",
            "rename to ConfigDrive/tenant-a/web-1/configdrive.iso", "flush folder ConfigDrive/tenant-a/web-1",
        ];

        await recorded.WriteAsync(Web1, Image("one"), Token);
        await recorded.WriteAsync(Web1, Image("two"), Token);

        Assert.Equal([.. file[..2], "flush folder .", .. file[2..], .. file], calls.Calls);
    }

    [Fact]
    public async Task Write_OverAnImage_LeavesAReaderOfTheFormerUndisturbed()
    {
        await WriteAsync(Web1, "one");
        await using var reader = store.OpenRead(Web1);

        await WriteAsync(Web1, "two");

        using var read = new MemoryStream();
        await reader.CopyToAsync(read, Token);
        Assert.Equal(Bytes("one"), read.ToArray());
        Assert.Equal(["configdrive.iso"], Directory.EnumerateFiles(Path.Combine(root.FullName, "ConfigDrive/tenant-a/web-1")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Write_OverWhatAKilledWriterLeft_Succeeds()
    {
        await WriteAsync(Web1, "one");
        await File.WriteAllTextAsync(Path.Combine(root.FullName, "ConfigDrive/tenant-a/web-1/configdrive.iso.partial"), "half", Token);

        await WriteAsync(Web1, "two");

        Assert.Single(Directory.EnumerateFiles(Path.Combine(root.FullName, "ConfigDrive/tenant-a/web-1")));
    }

    [Fact]
    public async Task Write_CutOff_KeepsTheFormerAndLeavesNothingAside()
    {
        await WriteAsync(Web1, "one");
        using var source = new CancellationTokenSource();
        var content = new CancellingMemory(source);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => store.WriteAsync(Web1, Image(IsoContent.FromBytes(content.Memory)), source.Token));

        Assert.Equal(Bytes("one").Length, store.StateOf(Web1)?.Size);
        Assert.Single(Directory.EnumerateFiles(Path.Combine(root.FullName, "ConfigDrive/tenant-a/web-1")));
    }

    [Fact]
    public async Task Delete_OfTheLastImageOfANamespace_LeavesNoFolders()
    {
        await WriteAsync(Web1, "one");
        await WriteAsync(new LibraryPath(new("tenant-a", "web-2")), "two");

        store.Delete(Web1);
        Assert.Null(store.StateOf(Web1));
        Assert.True(Directory.Exists(Path.Combine(root.FullName, "ConfigDrive/tenant-a/web-2")));

        store.Delete(new LibraryPath(new("tenant-a", "web-2")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(root.FullName, "ConfigDrive")));
    }

    [Fact]
    public void Delete_OfWhatIsNotThere_DoesNothing() => store.Delete(Web1);

    [Fact]
    public async Task WritesAndDeletes_OfManyVirtualMachinesAtOnce_DoNotDisturbEachOther() =>
        await Parallel.ForAsync(0, 200, Token, async (number, _) =>
        {
            var path = new LibraryPath(new("tenant-a", $"web-{number}"));
            await WriteAsync(path, "one");
            store.Delete(path);
        });

    [Fact]
    public async Task Write_ToAFullVolume_IsRefusedAndKeepsTheFormer()
    {
        using var volume = SmallVolume.Mount(root.FullName, "size=256k");
        await WriteAsync(Web1, "one");

        var exception = await Assert.ThrowsAsync<SecondaryStoreException>(() => store.WriteAsync(Web1, Image(IsoContent.FromBytes(new byte[1 << 20])), Token));

        Assert.Equal("SecondaryStoreFull", exception.Reason);
        Assert.Contains("ConfigDrive/tenant-a/web-1/configdrive.iso", exception.Message, StringComparison.Ordinal);
        Assert.Equal(Bytes("one").Length, store.StateOf(Web1)?.Size);
    }

    [Fact]
    public async Task WriteAndDelete_OnAReadOnlyVolume_AreRefusedAndKeepTheFormer()
    {
        using var volume = SmallVolume.Mount(root.FullName, "size=1m");
        await WriteAsync(Web1, "one");
        volume.Remount("ro");

        Assert.Equal("SecondaryStoreReadOnly", (await Assert.ThrowsAsync<SecondaryStoreException>(() => WriteAsync(Web1, "two"))).Reason);
        Assert.Equal("SecondaryStoreReadOnly", Assert.Throws<SecondaryStoreException>(() => store.Delete(Web1)).Reason);
        await using var stored = store.OpenRead(Web1);
        Assert.Equal(Bytes("one").Length, stored.Length);
    }

    [Fact]
    public async Task Write_OfTheFirstImage_MakesEveryFolderForItsOwnerAlone()
    {
        await WriteAsync(Web1, "one");

        Assert.All((string[])["ConfigDrive", "ConfigDrive/tenant-a", "ConfigDrive/tenant-a/web-1"], folder => Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(root.FullName, folder))));
    }

    [Theory]
    [InlineData("ConfigDrive", "tenant-a/web-1")]
    [InlineData("ConfigDrive/tenant-a", "web-1")]
    [InlineData("ConfigDrive/tenant-a/web-1", "")]
    public async Task Folder_ThatIsALink_IsNotFollowed(string planted, string below)
    {
        var elsewhere = Directory.CreateTempSubdirectory("configdrive-elsewhere-");
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(elsewhere.FullName, below)).FullName, "configdrive.iso");
        await File.WriteAllTextAsync(file, "of somebody else", Token);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root.FullName, planted))!);
        Directory.CreateSymbolicLink(Path.Combine(root.FullName, planted), elsewhere.FullName);

        Assert.Contains($"{planted}' is a link", (await Assert.ThrowsAsync<SecondaryStoreException>(() => WriteAsync(Web1, "one"))).Message, StringComparison.Ordinal);
        Assert.Contains($"{planted}' is a link", Assert.Throws<SecondaryStoreException>(() => store.Delete(Web1)).Message, StringComparison.Ordinal);
        Assert.Throws<SecondaryStoreException>(() => store.OpenRead(Web1));
        Assert.Null(store.StateOf(Web1));
        Assert.Equal("of somebody else", await File.ReadAllTextAsync(file, Token));
        elsewhere.Delete(recursive: true);
    }

    [Fact]
    public void Folders_OfALibraryThatAreLinks_AreNotListed()
    {
        Directory.CreateDirectory(Path.Combine(root.FullName, "ConfigDrive/tenant-a/web-1"));
        Directory.CreateSymbolicLink(Path.Combine(root.FullName, "ConfigDrive/tenant-b"), Path.Combine(root.FullName, "ConfigDrive/tenant-a"));

        Assert.Equal([Web1], store.List());
    }

    [Fact(Timeout = 120_000)]
    public async Task Image_ThatIsALinkOrAFifo_IsNone_AndIsReplaced()
    {
        await WriteAsync(Web1, "one");
        var file = Path.Combine(root.FullName, "ConfigDrive/tenant-a/web-1/configdrive.iso");
        var elsewhere = Path.Combine(root.FullName, "elsewhere");
        foreach (var plant in (Action[])[() => File.CreateSymbolicLink(file, elsewhere), () => Fifo.Make(file)])
        {
            await File.WriteAllTextAsync(elsewhere, "of somebody else", Token);
            File.Delete(file);
            plant();

            Assert.Null(store.StateOf(Web1));
            Assert.Contains("remove it", Assert.Throws<SecondaryStoreException>(() => store.OpenRead(Web1)).Message, StringComparison.Ordinal);
            await WriteAsync(Web1, "two");

            Assert.Equal(Bytes("two"), await File.ReadAllBytesAsync(file, Token));
            Assert.Equal("of somebody else", await File.ReadAllTextAsync(elsewhere, Token));
        }
    }

    [Fact]
    public async Task Directory_InTheFilesPlace_IsNamed_AndNothingIsLeftBesideIt()
    {
        var file = Path.Combine(root.FullName, "ConfigDrive/tenant-a/web-1/configdrive.iso");
        Directory.CreateDirectory(file);

        var written = await Assert.ThrowsAsync<SecondaryStoreException>(() => WriteAsync(Web1, "one"));

        Assert.Contains($"a directory is at '{file}', where the file belongs: remove it", written.Message, StringComparison.Ordinal);
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(file)!));
        Assert.Contains("a directory is at", Assert.Throws<SecondaryStoreException>(() => store.Delete(Web1)).Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Volume_ThatHangs_IsGivenUp_AndOthersFailAtOnceUntilItAnswers()
    {
        using var answer = new ManualResetEventSlim();
        var hung = new SecondaryStore(root.FullName, new HungFileCalls(answer), new PatientVolume(TimeSpan.FromSeconds(1), TimeProvider.System));

        var given = await Assert.ThrowsAsync<SecondaryStoreException>(() => hung.WriteAsync(Web1, Image("one"), Token));
        var refused = Assert.Throws<SecondaryStoreException>(() => hung.StateOf(Web1));

        Assert.Contains("the volume has not answered since", given.Message, StringComparison.Ordinal);
        Assert.Equal("SecondaryStoreFailed", refused.Reason);
        Assert.Contains("the volume has not answered since", hung.Check(), StringComparison.Ordinal);

        answer.Set();
        while (hung.Check() is not null)
        {
            await Task.Yield();
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IsoImage Image(IsoContent content) => IsoImage.Create([new IsoFile("content", content)], new IsoImageOptions { VolumeLabel = "config-2" });

    private static IsoImage Image(string text) => Image(IsoContent.FromBytes(System.Text.Encoding.UTF8.GetBytes(text)));

    private static byte[] Bytes(string text)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Image(text).WriteTo(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private Task WriteAsync(LibraryPath path, string text) => store.WriteAsync(path, Image(text), Token);

    /// <summary>A mebibyte that cancels when it is read: in the midst of the writing.</summary>
    private sealed class CancellingMemory(CancellationTokenSource source) : MemoryManager<byte>
    {
        private readonly byte[] bytes = new byte[1 << 20];

        public override Memory<byte> Memory => CreateMemory(bytes.Length);

        public override Span<byte> GetSpan()
        {
            source.Cancel();
            return bytes;
        }

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            source.Cancel();
            return bytes.AsMemory(elementIndex).Pin();
        }

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
