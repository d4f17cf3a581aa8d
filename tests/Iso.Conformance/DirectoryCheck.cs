namespace ConfigDrive.Iso.Conformance;

/// <summary>
/// Checks the records of a directory: the first two, the order and uniqueness of the others, and the bytes between and after them (ECMA-119
/// 6.8.1 and 9.3).
/// </summary>
internal sealed class DirectoryCheck(CheckedImage image, TreeCheck tree, IsoCheckOptions options, ExtentMap extents, Findings findings)
{
    private readonly RecordCheck records = new(image, findings);
    private readonly IdentifierCheck identifiers = new(options, findings);
    private readonly SystemUseCheck systemUse = new(image, extents, findings);
    private readonly SharingProtocolCheck sharing = new(findings);
    private readonly RockRidgeCheck rockRidge = new(findings);

    public void Run(CheckedDirectory directory)
    {
        var siblings = new Siblings(tree.Volume.IsJoliet, findings);
        var count = 0;
        for (uint block = directory.Block; block < directory.Block + (directory.Length / CheckedImage.BlockSize); block++)
        {
            var sector = image.Block(block);
            var position = 0;
            while (position < sector.Length && sector[position] != 0 && !findings.IsFull)
            {
                var at = ((long)block * CheckedImage.BlockSize) + position;
                var where = $"{tree.Volume.Name} {directory.Path}, record at byte {at}";
                if (!records.Run(sector[position..], tree.Volume, where))
                {
                    return;
                }

                var record = new CheckedRecord(at, sector.Slice(position, sector[position]));
                position += record.Bytes.Length;
                Record(directory, record, count++, siblings, where);
            }

            if (findings.IsFull)
            {
                return;
            }

            findings.Require(
                !sector[position..].ContainsAnyExcept((byte)0),
                "ECMA-119 6.8.1.1",
                $"{tree.Volume.Name} {directory.Path}, block {block}",
                "the bytes after the last record of the sector are not all zero");
        }

        findings.Require(
            count >= 2,
            "ECMA-119 6.8.2.2",
            $"{tree.Volume.Name} {directory.Path}",
            "the records of the directory itself and of its parent are missing");
    }

    private void Record(CheckedDirectory directory, CheckedRecord record, int index, Siblings siblings, string where)
    {
        findings.Require(
            TimeCheck.AreEqual(record.Time, tree.Volume.CreationTime),
            "config drive: one time",
            where,
            "the recording time is not that of the volume's creation");
        if (index < 2)
        {
            SelfOrParent(directory, record, index, where);
            return;
        }

        var isReserved = record.Identifier is [0] or [1];
        findings.Require(
            !isReserved,
            "ECMA-119 6.8.2.2",
            where,
            "a record of the directory itself or of its parent is not where it belongs");
        identifiers.Run(record, tree.Volume.IsJoliet, where);
        siblings.Add(record, where);
        var name = tree.Name(record);
        var path = directory.Level == 1 ? $"/{name}" : $"{directory.Path}/{name}";
        var length = directory.PathLength + record.Identifier.Length;
        var limit = tree.Volume.IsJoliet ? 240 : 255;
        findings.Require(
            length <= limit,
            tree.Volume.IsJoliet ? "config drive: depth" : "ECMA-119 6.8.2.1",
            where,
            $"the path has {length} bytes, more than {limit}");

        var posix = tree.HasRockRidge ? Posix(record, isRootItself: false, isNamed: true, where) : null;
        siblings.AddPosixName(posix?.Name, where);
        var posixPath = posix?.Name is { } posixName && directory.PosixPath is { } parent ? $"{parent}/{posixName}" : null;
        if (record.IsDirectory)
        {
            directory.Subdirectories++;
            var subdirectory = new CheckedDirectory(path, record.Identifier.ToArray(), record.Block, record.Length, directory)
            {
                PosixPath = posixPath,
                Posix = posix,
            };
            tree.Add(subdirectory, where);
        }
        else
        {
            extents.AddFile(record.Block, record.Length, path);
            tree.Files.Add(new CheckedFile(path, posixPath, record.Block, record.Length, posix));
        }
    }

    private void SelfOrParent(CheckedDirectory directory, CheckedRecord record, int index, string where)
    {
        var expected = index == 0 ? directory : directory.Parent ?? directory;
        var what = index == 0 ? "the directory itself" : "the parent";
        findings.Require(
            record.Identifier.Length == 1 && record.Identifier[0] == index && record.IsDirectory,
            "ECMA-119 6.8.2.2",
            where,
            $"the record is not the one of {what}");
        findings.Require(
            record.Block == expected.Block,
            "ECMA-119 6.8.2.2",
            where,
            $"the record of {what} refers to block {record.Block}, not to {expected.Block}");
        findings.Require(
            record.Length == expected.Length,
            "ECMA-119 6.8.2.2",
            where,
            $"the record of {what} gives a length of {record.Length}, not of {expected.Length}");

        var isRootItself = index == 0 && directory.Parent is null;
        if (isRootItself)
        {
            findings.Require(
                record.Bytes[1..33].SequenceEqual(tree.Volume.RootRecord.AsSpan(1, 32)),
                "ECMA-119 8.4.18",
                where,
                "the root's record in the volume descriptor and the one in the root itself differ");
            tree.HasRockRidge = !tree.Volume.IsJoliet && SharingProtocolCheck.IsInUse(record.SystemUse);
            findings.Require(
                tree.HasRockRidge || tree.Volume.IsJoliet || !SharingProtocolCheck.LooksInUse(record.SystemUse),
                "SUSP 5.3",
                where,
                "there are system use entries, but the root's own record does not start with SP");
            findings.Require(tree.HasRockRidge || tree.Volume.IsJoliet, "config drive: names", where, "there is no Rock Ridge");
        }

        findings.Require(
            !tree.Volume.IsJoliet || record.SystemUse.IsEmpty,
            "config drive: no other bytes",
            where,
            "a Joliet record has a system use field");
        if (tree.HasRockRidge)
        {
            var posix = Posix(record, isRootItself, isNamed: false, where);
            directory.Posix = isRootItself ? posix : directory.Posix;
            findings.Require(
                posix.Attributes == expected.Posix?.Attributes && posix.Serial == expected.Posix?.Serial,
                "config drive: serial numbers",
                where,
                $"links, owner or serial number of {what} are not those of its record in its own parent");
        }
    }

    private PosixEntries Posix(CheckedRecord record, bool isRootItself, bool isNamed, string where)
    {
        var entries = systemUse.Run(record.SystemUse, where);
        if (entries.Count > 0 || !isRootItself)
        {
            sharing.Run(entries, isRootItself, where);
        }

        return rockRidge.Run(entries, record.IsDirectory, isNamed, record.Time, where);
    }
}
