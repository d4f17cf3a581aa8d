using System.Text;
using ConfigDrive.Iso.Format;

namespace ConfigDrive.Iso.Reading;

/// <summary>Reads all entries of one tree, level by level, within a budget.</summary>
internal sealed class TreeReader
{
    private const int MaximumDepth = 100;

    private readonly ImageSource image;
    private readonly IsoNameTree tree;
    private readonly ReadBudget budget;
    private readonly SystemUseReader systemUse;
    private readonly int systemUseSkip;
    private readonly List<IsoEntry> entries = [];
    private long pendingLength;
    private uint pendingBlock;

    public TreeReader(ImageSource image, IsoNameTree tree, int systemUseSkip)
    {
        this.image = image;
        this.tree = tree;
        this.systemUseSkip = systemUseSkip;
        budget = new ReadBudget(image.Length);
        systemUse = new SystemUseReader(image, budget);
    }

    public IReadOnlyList<IsoEntry> Read(VolumeDescriptor descriptor)
    {
        ReadDirectory(null, descriptor.RootBlock, descriptor.RootLength);
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i] is { Kind: IsoEntryKind.Directory } directory)
            {
                ReadDirectory(directory, directory.FirstBlock, directory.Length);
            }
        }

        return entries;
    }

    private void ReadDirectory(IsoEntry? directory, uint block, long length)
    {
        var path = directory?.Path ?? "/";
        image.Require(ImageSource.Position(block), length, $"the directory {path}");
        Span<byte> sector = stackalloc byte[Sector.Size];
        for (var end = ImageSource.Position(block) + length; ImageSource.Position(block) < end; block++)
        {
            budget.Spend(Sector.Size);
            var start = ImageSource.Position(block);
            var used = sector[..(int)Math.Min(Sector.Size, end - start)];
            image.Read(start, used, $"the directory {path}");
            for (var position = 0; position < used.Length && used[position] != 0;)
            {
                var record = new RecordView(used[position..], start + position);
                position += record.TotalLength;
                if (!record.IsSelfOrParent && !record.IsAssociated)
                {
                    Add(directory, record);
                }
            }
        }
    }

    private void Add(IsoEntry? directory, RecordView record)
    {
        if (record.IsInterleaved)
        {
            throw new IsoFormatException($"{record.Where}: interleaved files are not read (ECMA-119 6.4.3)");
        }

        // The sections of a file of 4 GiB or more follow each other, in the records as in the image.
        var block = record.Block + record.ExtendedAttributeBlocks;
        if (pendingLength > 0 && block != pendingBlock + Sector.CountFor(pendingLength))
        {
            throw new IsoFormatException($"{record.Where}: a file in sections that do not follow each other is not read (ECMA-119 6.4.2)");
        }

        var first = pendingLength > 0 ? pendingBlock : block;
        var length = pendingLength + record.DataLength;
        if (record.ContinuesInNextRecord)
        {
            (pendingBlock, pendingLength) = (first, length);
            return;
        }

        pendingLength = 0;
        var entry = tree == IsoNameTree.RockRidge ? RockRidgeEntry(directory, record, first, length) : PlainEntry(directory, record, first, length);
        if (entry is null)
        {
            return;
        }

        if (entry.Depth > MaximumDepth)
        {
            throw new IsoFormatException($"{record.Where}: directories more than {MaximumDepth} deep are not read");
        }

        if (entry.Length > 0)
        {
            image.Require(ImageSource.Position(entry.FirstBlock), entry.Length, entry.Path);
        }

        entries.Add(entry);
    }

    private IsoEntry PlainEntry(IsoEntry? directory, RecordView record, uint block, long length) => new(directory, CheckName(RecordedName(record), record))
    {
        Kind = record.IsDirectory ? IsoEntryKind.Directory : IsoEntryKind.File,
        FirstBlock = block,
        Length = length,
        Time = record.Time,
    };

    private IsoEntry? RockRidgeEntry(IsoEntry? directory, RecordView record, uint block, long length)
    {
        var rockRidge = new RockRidgeEntries();
        var field = record.SystemUse;
        systemUse.Read(field[Math.Min(systemUseSkip, field.Length)..], record.Position, rockRidge.Add);
        if (rockRidge.IsRelocated)
        {
            return null;
        }

        var isDirectory = record.IsDirectory;
        if (rockRidge.ChildLink is { } child)
        {
            (isDirectory, block, length) = (true, child, DirectoryLength(child));
        }

        const uint TypeMask = 0xF000, RegularFile = 0x8000;
        var type = rockRidge.Posix?.Mode & TypeMask;
        return new IsoEntry(directory, CheckName(rockRidge.Name ?? RecordedName(record), record))
        {
            Kind = isDirectory ? IsoEntryKind.Directory
                : rockRidge.Target is not null ? IsoEntryKind.SymbolicLink
                : type is null or 0 or RegularFile ? IsoEntryKind.File
                : IsoEntryKind.Special,
            FirstBlock = block,
            Length = length,
            Time = record.Time,
            Posix = rockRidge.Posix,
            LinkTarget = rockRidge.Target,
        };
    }

    // A child link gives the block of a directory; its length stands in its own first record.
    private uint DirectoryLength(uint block)
    {
        var position = ImageSource.Position(block);
        Span<byte> self = stackalloc byte[DirectoryRecordFields.Identifier + 1];
        image.Read(position, self, "a relocated directory (RRIP 4.1.5.1)");
        self[DirectoryRecordFields.Length] = (byte)self.Length;
        return new RecordView(self, position).DataLength;
    }

    private string RecordedName(RecordView record)
    {
        if (tree == IsoNameTree.Joliet)
        {
            return WithoutVersion(Encoding.BigEndianUnicode.GetString(record.Identifier));
        }

        // Every file identifier has a dot, so one at the end may not belong to the name; Linux leaves it out as well (fs/isofs/dir.c).
        var name = WithoutVersion(Encoding.Latin1.GetString(record.Identifier));
        return !record.IsDirectory && name.EndsWith('.') ? name[..^1] : name;
    }

    private static string WithoutVersion(string name)
    {
        var separator = name.LastIndexOf(';');
        return separator > 0 && name.AsSpan(separator + 1).TrimStart("0123456789").IsEmpty ? name[..separator] : name;
    }

    private static string CheckName(string name, RecordView record) =>
        name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '\0')
            ? throw new IsoFormatException($"{record.Where}: the name \"{name.Replace('\0', '?')}\" cannot be the name of a file")
            : name;
}
