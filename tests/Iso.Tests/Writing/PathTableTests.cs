using System.Buffers.Binary;
using System.Text;
using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Writing;

public sealed class PathTableTests
{
    private static readonly IsoFile[] Files =
        [Trees.File("b/odd/x", ""), Trees.File("b/even/x", ""), Trees.File(
            "a/zz/x",
            ""), Trees.File("a/y/deep/x", ""), Trees.File("ccc/x", "")];

    [Theory, InlineData(RawImage.Primary), InlineData(RawImage.Joliet)]
    public void Tables_HaveTheRootFirstThenByLevelParentAndIdentifier(int descriptor)
    {
        var table = Read(new RawImage(Trees.Write(Files)), descriptor, bigEndian: false);

        Assert.Equal(["\0", "a", "b", "ccc", "y", "zz", "even", "odd", "deep"], table.Select(record => record.Identifier));
        Assert.Equal([1, 1, 1, 1, 2, 2, 3, 3, 5], table.Select(record => record.Parent));
    }

    [Theory, MemberData(nameof(DirectoryTests.TreesAndDescriptors), MemberType = typeof(DirectoryTests))]
    public void Tables_InBothByteOrders_SayTheSame(string tree, int descriptor)
    {
        var image = new RawImage(Trees.Write(Trees.All[tree]()));

        Assert.Equal(Read(image, descriptor, bigEndian: false), Read(image, descriptor, bigEndian: true));
    }

    [Fact]
    public void Root_InTheJolietTable_IsOneZeroByte()
    {
        var image = new RawImage(Trees.Write(Files));

        Assert.Equal([1, 0], image.Bytes[image.PathTable(RawImage.Joliet, bigEndian: false)..][..2]);
    }

    [Theory, InlineData(RawImage.Primary), InlineData(RawImage.Joliet)]
    public void Locations_AreThoseOfTheDirectories(int descriptor)
    {
        var image = new RawImage(Trees.Write(Files));
        var table = Read(image, descriptor, bigEndian: false);

        Assert.Equal(image.Root(descriptor) / RawImage.Sector, (int)table[0].Block);
        Assert.Equal(image.Little32(image.Record(descriptor, "a/y/deep") + 2), table[^1].Block);
    }

    [Fact]
    public void Trees_HaveTheirOwnTablesAndDirectories()
    {
        var image = new RawImage(Trees.Write(Files));
        uint[] blocks =
        [
            .. Read(image, RawImage.Primary, bigEndian: false).Select(record => record.Block),
            .. Read(image, RawImage.Joliet, bigEndian: false).Select(record => record.Block),
            (uint)image.PathTable(RawImage.Primary, bigEndian: false) / RawImage.Sector,
            (uint)image.PathTable(RawImage.Primary, bigEndian: true) / RawImage.Sector,
            (uint)image.PathTable(RawImage.Joliet, bigEndian: false) / RawImage.Sector,
            (uint)image.PathTable(RawImage.Joliet, bigEndian: true) / RawImage.Sector,
        ];

        Assert.Equal(blocks.Distinct(), blocks);
    }

    private static List<(string Identifier, uint Block, int Parent)> Read(RawImage image, int descriptor, bool bigEndian)
    {
        var records = new List<(string, uint, int)>();
        var table = image.Bytes.AsSpan(image.PathTable(descriptor, bigEndian), (int)image.Little32(descriptor + 132));
        while (!table.IsEmpty)
        {
            int length = table[0];
            var encoding = descriptor == RawImage.Joliet && length > 1 ? Encoding.BigEndianUnicode : Encoding.Latin1;
            var identifier = encoding.GetString(table.Slice(8, length));
            records.Add((
                identifier,
                bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(table[2..]) : BinaryPrimitives.ReadUInt32LittleEndian(table[2..]),
                bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(table[6..]) : BinaryPrimitives.ReadUInt16LittleEndian(table[6..])));
            if (length % 2 == 1)
            {
                Assert.Equal(0, table[8 + length]);
            }

            table = table[(8 + length + (length % 2))..];
        }

        return records;
    }
}
