using static System.Buffers.Binary.BinaryPrimitives;

namespace ConfigDrive.Iso.Conformance;

/// <summary>Checks the path tables of a tree against its directories (ECMA-119 6.9 and 9.4).</summary>
internal sealed class PathTableCheck(CheckedImage image, TreeCheck tree, ExtentMap extents, Findings findings)
{
    private readonly CheckedVolume volume = tree.Volume;

    public void Run()
    {
        Table(volume.LPathTable, bigEndian: false, "L");
        Table(volume.MPathTable, bigEndian: true, "M");
        if (volume.OptionalLPathTable != 0)
        {
            Table(volume.OptionalLPathTable, bigEndian: false, "optional L");
        }

        if (volume.OptionalMPathTable != 0)
        {
            Table(volume.OptionalMPathTable, bigEndian: true, "optional M");
        }
    }

    private void Table(uint block, bool bigEndian, string kind)
    {
        var where = $"{volume.Name} type {kind} path table";
        var position = (long)block * CheckedImage.BlockSize;
        if (!findings.Require(
            image.Has(position, volume.PathTableSize) && volume.PathTableSize > 0,
            "ECMA-119 8.4.14",
            where,
            $"the table, {volume.PathTableSize} bytes at block {block}, is empty or outside of the image"))
        {
            return;
        }

        extents.AddStructure(block, volume.PathTableSize, where);
        Records(image.Bytes(position, (int)volume.PathTableSize), bigEndian, where);
    }

    private void Records(ReadOnlySpan<byte> table, bool bigEndian, string where)
    {
        var expected = Numbered();
        var number = 0;
        for (; number < expected.Count && !table.IsEmpty; number++)
        {
            var (directory, parent) = expected[number];
            int length = table[0];
            var total = (8 + length + 1) & ~1;
            if (!findings.Require(
                length > 0 && total <= table.Length,
                "ECMA-119 9.4.1",
                where,
                $"record {number + 1} does not fit the table"))
            {
                return;
            }

            var at = $"{where}, record {number + 1}";
            var location = bigEndian ? ReadUInt32BigEndian(table[2..]) : ReadUInt32LittleEndian(table[2..]);
            var parentNumber = bigEndian ? ReadUInt16BigEndian(table[6..]) : ReadUInt16LittleEndian(table[6..]);
            findings.Require(
                table.Slice(8, length).SequenceEqual(directory.Identifier),
                "ECMA-119 6.9.1",
                at,
                $"the identifier is not that of {directory.Path}, whose turn it is");
            findings.Require(table[1] == 0, "ECMA-119 9.4.2", at, "the extended attribute record length is not zero");
            findings.Require(
                location == directory.Block,
                "ECMA-119 9.4.3",
                at,
                $"the location is block {location}, but {directory.Path} lies at {directory.Block}");
            findings.Require(parentNumber == parent, "ECMA-119 9.4.4", at, $"the parent's number is {parentNumber}, not {parent}");
            findings.Require(length % 2 == 0 || table[8 + length] == 0, "ECMA-119 9.4.6", at, "the padding field is not zero");
            table = table[total..];
        }

        findings.Require(
            number == expected.Count && table.IsEmpty,
            "ECMA-119 8.4.13",
            where,
            $"the table has records for {number} directories and {table.Length} more bytes, but the tree has {expected.Count} directories");
    }

    // By level, then by the number of the parent, then by identifier (ECMA-119 6.9.1).
    private List<(CheckedDirectory Directory, int Parent)> Numbered()
    {
        var numbers = new Dictionary<CheckedDirectory, int>(ReferenceEqualityComparer.Instance);
        var result = new List<(CheckedDirectory, int)>();
        var padding = volume.IsJoliet ? '\0' : ' ';
        var byIdentifier = Comparer<string>.Create((left, right) => RecordOrder.Padded(left, right, padding));
        foreach (var level in tree.Directories.GroupBy(static directory => directory.Level).OrderBy(static level => level.Key))
        {
            var inOrder = level.OrderBy(directory => directory.Parent is null ? 1 : numbers[directory.Parent])
                .ThenBy(directory => RecordOrder.Text(directory.Identifier, volume.IsJoliet), byIdentifier);
            foreach (var directory in inOrder)
            {
                numbers.Add(directory, numbers.Count + 1);
                result.Add((directory, directory.Parent is null ? 1 : numbers[directory.Parent]));
            }
        }

        return result;
    }
}
