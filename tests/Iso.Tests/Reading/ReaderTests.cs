using System.Text;
using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Reading;

public sealed class ReaderTests
{
    [Fact]
    public void Image_OfOurs_SaysWhatItWasGiven()
    {
        var bytes = Trees.Write(Trees.SampleDrive());
        var reader = IsoReader.Open(bytes);

        Assert.Equal("config-2", reader.VolumeLabel);
        Assert.Equal("config-2", reader.JolietVolumeLabel);
        Assert.Equal("The publisher", reader.Publisher);
        Assert.Equal("", reader.DataPreparer);
        Assert.Equal("ConfigDrive.Iso 1.0", reader.Application);
        Assert.Equal(Trees.Options.Timestamp, reader.Created);
        Assert.Equal(bytes.Length, reader.Length);
        Assert.Equal(bytes.Length, reader.VolumeLength);
        Assert.Equal([IsoNameTree.Primary, IsoNameTree.Joliet, IsoNameTree.RockRidge], reader.NameTrees);
    }

    [Theory]
    [InlineData(IsoNameTree.Primary)]
    [InlineData(IsoNameTree.Joliet)]
    [InlineData(IsoNameTree.RockRidge)]
    public void Tree_OfASampleDrive_HasItsFilesUnderTheirNames(IsoNameTree tree)
    {
        var files = Trees.SampleDrive();
        var reader = IsoReader.Open(new MemoryStream(Trees.Write(files)));

        var entries = reader.ReadTree(tree).Where(entry => entry.Kind == IsoEntryKind.File).ToDictionary(entry => entry.Path);

        Assert.Equal(files.Select(file => file.Path).Order(), entries.Keys.Order());
        Assert.All(files, file => Assert.Equal(file.Content.Bytes(), reader.ReadFile(entries[file.Path])));
        Assert.All(entries.Values, entry => Assert.Equal(Trees.Options.Timestamp, entry.Time));
    }

    [Fact]
    public void Tree_OfAnyImage_HasDirectoriesBeforeWhatTheyHold()
    {
        var seen = new HashSet<IsoEntry>();

        Assert.All(IsoReader.Open(Trees.Write(Trees.SampleDrive())).ReadTree(IsoNameTree.RockRidge), entry =>
        {
            Assert.True(entry.Parent is null || seen.Contains(entry.Parent));
            seen.Add(entry);
        });
    }

    [Fact]
    public void File_OpenedAsAStream_CanBeReadAndSought()
    {
        var reader = IsoReader.Open(Trees.Write(Trees.File("a", "0123456789")));
        using var stream = reader.OpenFile(reader.ReadTree(IsoNameTree.Joliet)[0]);
        using var text = new StreamReader(stream, Encoding.ASCII);

        Assert.Equal("0123456789", text.ReadToEnd());
        Assert.Equal(10, stream.Length);
        Assert.Equal(7, stream.Seek(-3, SeekOrigin.End));
        Assert.Equal((byte)'7', stream.ReadByte());
        Assert.Equal(9, stream.Seek(1, SeekOrigin.Current));
        Assert.Equal(5, stream.Seek(5, SeekOrigin.Begin));
        Assert.Equal(5, stream.Read(new byte[100]));
        Assert.Equal(-1, stream.ReadByte());
        Assert.Throws<NotSupportedException>(() => stream.WriteByte(0));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(0));
    }

    [Fact]
    public void File_OfSeveralSections_IsReadAsOne()
    {
        var image = new RawImage(Trees.Write(Trees.Bytes("a", 4096), Trees.File("b", "b")));
        foreach (var descriptor in new[] { RawImage.Primary })
        {
            // "b" becomes the second section of "a": one more record of the same identifier.
            var first = image.Record(descriptor, "a.;1");
            var second = image.Record(descriptor, "b.;1");
            image.Bytes[first + 25] = 0x80;
            image.Bytes[second + 33] = (byte)'a';
        }

        var reader = IsoReader.Open(image.Bytes);
        var entry = Assert.Single(reader.ReadTree(IsoNameTree.Primary));

        Assert.Equal(4097, entry.Length);
        Assert.Equal([.. Trees.Bytes("a", 4096).Content.Bytes(), (byte)'b'], reader.ReadFile(entry));
    }

    [Fact]
    public void Stream_ThatCannotSeek_IsRefused() => Assert.Throws<ArgumentException>(() => IsoReader.Open(new ZeroStream(100_000)));

    [Theory]
    [InlineData(IsoNameTree.Joliet)]
    [InlineData(IsoNameTree.RockRidge)]
    public void Tree_ThatIsNotThere_IsAFormatException(IsoNameTree tree)
    {
        var image = new RawImage(Trees.Write(Trees.SampleDrive()));
        image.Set(RawImage.Joliet + 88, 0);
        image.Set(image.Root(RawImage.Primary) + 34, 0);
        var reader = IsoReader.Open(image.Bytes);

        Assert.Equal([IsoNameTree.Primary], reader.NameTrees);
        Assert.Null(reader.JolietVolumeLabel);
        Assert.Throws<IsoFormatException>(() => reader.ReadTree(tree));
        Assert.NotEmpty(reader.ReadTree(IsoNameTree.Primary));
    }
}
