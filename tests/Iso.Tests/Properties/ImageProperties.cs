using ConfigDrive.Iso.Conformance;
using ConfigDrive.Iso.Reading;
using ConfigDrive.Iso.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace ConfigDrive.Iso.Tests.Properties;

/// <summary>What holds of the image of every tree.</summary>
public sealed class ImageProperties
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(60);

    [Fact]
    public void Image_OfAnyTree_HasNoFindings() => Holds(static files => Assert.Empty(IsoChecker.Check(Trees.Write(files))));

    [Fact]
    public void Image_OfAnyTree_ReadsBackByRockRidgeAsItWasGiven() => Holds(static files =>
    {
        var reader = IsoReader.Open(Trees.Write(files));
        var entries = reader.ReadTree(IsoNameTree.RockRidge)
            .Where(static entry => entry.Kind == IsoEntryKind.File)
            .ToDictionary(static entry => entry.Path);

        Assert.Equal(files.Select(static file => file.Path).Order(StringComparer.Ordinal), entries.Keys.Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(file.Content.Bytes.Span, reader.ReadFile(entries[file.Path])));
    });

    [Theory, InlineData(IsoNameTree.Primary), InlineData(IsoNameTree.Joliet)]
    public void Image_OfAnyTree_HasEveryFileInEveryTree_UnderAPathOfItsOwn(IsoNameTree tree) => Holds(files =>
    {
        var reader = IsoReader.Open(Trees.Write(files));
        var entries = reader.ReadTree(tree).Where(static entry => entry.Kind == IsoEntryKind.File).ToList();

        Assert.Equal(
            files.Select(static file => Convert.ToHexString(file.Content.Bytes.Span)).Order(),
            entries.Select(entry => Convert.ToHexString(reader.ReadFile(entry))).Order());
        Assert.Equal(entries.Count, entries.Select(static entry => entry.Path).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    });

    [Fact]
    public void Image_OfAnyTree_IsTheSameInAnyOrderAndByAnyWayOut() => Holds(static files =>
    {
        var shuffled = files.ToArray();
        new Random(files.Count).Shuffle(shuffled);
        var stream = new MemoryStream();
        Trees.Image(shuffled).WriteToAsync(stream, CancellationToken.None).AsTask().GetAwaiter().GetResult();

        Assert.Equal(Trees.Write(files), stream.ToArray());
    });

    [Fact]
    public void Image_OfAnyTree_IsAsLongAsAnnouncedAndInWholePages() => Holds(static files =>
    {
        var image = Trees.Image(files);

        Assert.Equal(image.Length, Trees.Write(image).Length);
        Assert.Equal(0, image.Length % 4096);
    });

    private static void Holds(Action<IReadOnlyList<IsoFile>> property) => Check.One(Config, Prop.ForAll(AnyTree.Arbitrary, property));
}
