using System.Text;
using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Writing;

public sealed class DirectoryTests
{
    public static TheoryData<string, int> TreesAndDescriptors =>
    [
        .. Trees.All.Keys.Select(tree => new TheoryDataRow<string, int>(tree, RawImage.Primary)),
        .. Trees.All.Keys.Select(tree => new TheoryDataRow<string, int>(tree, RawImage.Joliet)),
    ];

    [Theory, MemberData(nameof(TreesAndDescriptors))]
    public void Records_InEveryDirectory_StartWithItselfAndItsParent(string tree, int descriptor)
    {
        var image = new RawImage(Trees.Write(Trees.All[tree]()));

        foreach (var (directory, parent) in Directories(image, descriptor))
        {
            var records = image.Records(directory).Take(2).ToArray();
            Assert.Equal("\0", image.Identifier(records[0], descriptor));
            Assert.Equal("\u0001", image.Identifier(records[1], descriptor));
            Assert.Equal(image.Little32(directory + 2), image.Little32(records[0] + 2));
            Assert.Equal(image.Little32(parent + 2), image.Little32(records[1] + 2));
            Assert.Equal(image.Little32(parent + 10), image.Little32(records[1] + 10));
        }
    }

    [Theory, MemberData(nameof(TreesAndDescriptors))]
    public void Records_InEveryDirectory_EndInTheSectorWhereTheyBegin(string tree, int descriptor)
    {
        var image = new RawImage(Trees.Write(Trees.All[tree]()));

        foreach (var (directory, _) in Directories(image, descriptor))
        {
            Assert.Equal(0u, image.Little32(directory + 10) % RawImage.Sector);
            Assert.All(image.Records(directory), record =>
            {
                Assert.Equal(0, image.Bytes[record] % 2);
                Assert.Equal(record / RawImage.Sector, (record + image.Bytes[record] - 1) / RawImage.Sector);
            });
        }
    }

    [Theory, MemberData(nameof(TreesAndDescriptors))]
    public void Records_InEveryDirectory_AreInTheOrderOfTheirIdentifiersAndUnique(string tree, int descriptor)
    {
        var image = new RawImage(Trees.Write(Trees.All[tree]()));

        foreach (var (directory, _) in Directories(image, descriptor))
        {
            var keys = image.Records(directory).Skip(2).Select(record => Key(image, record, descriptor)).ToArray();
            Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
            Assert.Equal(keys.Distinct(StringComparer.OrdinalIgnoreCase), keys);
        }
    }

    [Theory, MemberData(nameof(TreesAndDescriptors))]
    public void Fields_OfEveryRecord_AreOnVolume1AndTheSameInBothByteOrders(string tree, int descriptor)
    {
        var image = new RawImage(Trees.Write(Trees.All[tree]()));

        Assert.All(Directories(image, descriptor).SelectMany(pair => image.Records(pair.Directory)), record =>
        {
            Assert.Equal(image.Little32(record + 2), image.Big32(record + 6));
            Assert.Equal(image.Little32(record + 10), image.Big32(record + 14));
            Assert.Equal([1, 0, 0, 1], image.Bytes[(record + 28)..(record + 32)]);
        });
    }

    [Fact]
    public void Identifier_OfEvenLength_IsPaddedWithZero()
    {
        var image = new RawImage(Trees.Write(Trees.File("even.x", "x"), Trees.File("odd.xy", "y")));
        var even = image.Record(RawImage.Primary, "even.x;1");
        var odd = image.Record(RawImage.Primary, "odd.xy;1");

        Assert.Equal(0, image.Bytes[even + 33 + 8]);
        Assert.Equal((byte)'P', image.Bytes[even + 33 + 9]);
        Assert.Equal(image.Bytes[odd..(odd + 1)], image.Bytes[even..(even + 1)]);
    }

    [Fact]
    public void Times_OfEveryRecord_AreTheOneGiven()
    {
        var image = new RawImage(Trees.Write(Trees.SampleDrive()));

        Assert.All(Directories(image, RawImage.Joliet).SelectMany(pair => image.Records(pair.Directory)), record =>
            Assert.Equal([126, 2, 28, 23, 59, 58, 0], image.Bytes[(record + 18)..(record + 25)]));
    }

    [Fact]
    public void DirectoryBeyondOneSector_IsWrittenWhole()
    {
        var image = new RawImage(Trees.Write(Trees.All["directories beyond one sector"]()));
        var files = image.Record(RawImage.Primary, "files");

        Assert.InRange(image.Little32(files + 10), 2u * RawImage.Sector, uint.MaxValue);
        Assert.Equal(202, image.Records(files).Count());
    }

    [Fact]
    public void EmptyFiles_LieInsideTheImage()
    {
        foreach (var tree in new[] { "empty files", "only empty files" })
        {
            var image = new RawImage(Trees.Write(Trees.All[tree]()));
            Assert.All(Directories(image, RawImage.Primary).SelectMany(pair => image.Records(pair.Directory)), record =>
                Assert.InRange(image.Little32(record + 2), 19u, (uint)(image.Bytes.Length / RawImage.Sector) - 1));
        }
    }

    [Fact]
    public void Contents_OfBothTrees_AreTheSameExtents()
    {
        var image = new RawImage(Trees.Write(Trees.SampleDrive()));
        var primary = image.Record(RawImage.Primary, "openstack/latest/meta_data.json;1");
        var joliet = image.Record(RawImage.Joliet, "openstack/latest/meta_data.json");

        Assert.Equal(image.Bytes[(primary + 2)..(primary + 18)], image.Bytes[(joliet + 2)..(joliet + 18)]);
    }

    private static List<(int Directory, int Parent)> Directories(RawImage image, int descriptor)
    {
        var directories = new List<(int Directory, int Parent)> { (descriptor + 156, descriptor + 156) };
        for (var i = 0; i < directories.Count; i++)
        {
            var (directory, _) = directories[i];
            var subdirectories = image.Records(directory).Skip(2).Where(record => image.Bytes[record + 25] == 2);
            directories.AddRange(subdirectories.Select(record => (record, directory)));
        }

        return directories;
    }

    // ECMA-119 9.3 compares the name and then the extension; a character below all others between them makes one key of both.
    private static string Key(RawImage image, int record, int descriptor)
    {
        var identifier = image.Identifier(record, descriptor).Split(';')[0];
        var dot = image.Bytes[record + 25] == 2 ? -1 : identifier.LastIndexOf('.');
        return dot < 0 ? identifier : new StringBuilder(identifier) { [dot] = '\u0001' }.ToString();
    }
}
