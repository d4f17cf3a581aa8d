using ConfigDrive.Iso.Reading;
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
        Assert.Equal(bytes.Length, reader.Length);
        Assert.Equal([IsoNameTree.Primary, IsoNameTree.Joliet, IsoNameTree.RockRidge], reader.NameTrees);
    }

    [Theory]
    [InlineData(IsoNameTree.Primary)]
    [InlineData(IsoNameTree.Joliet)]
    [InlineData(IsoNameTree.RockRidge)]
    public void Tree_OfASampleDrive_HasItsFilesUnderTheirNames(IsoNameTree tree)
    {
        var files = Trees.SampleDrive();
        var reader = IsoReader.Open(Trees.Write(files));

        var entries = reader.ReadTree(tree).Where(entry => entry.Kind == IsoEntryKind.File).ToDictionary(entry => entry.Path);

        Assert.Equal(files.Select(file => file.Path).Order(), entries.Keys.Order());
        Assert.All(files, file => Assert.Equal(file.Content.Bytes.Span, reader.ReadFile(entries[file.Path])));
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
