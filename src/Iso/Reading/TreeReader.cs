using System.Text;
using ConfigDrive.Iso.Format;

namespace ConfigDrive.Iso.Reading;

/// <summary>
/// Reads all entries of one tree, level by level, within a budget; <paramref name="systemUseSkip"/> is the number of bytes to skip at the start of each system use
/// field (SUSP 5.3).
/// </summary>
internal sealed class TreeReader(ImageSource image, IsoNameTree tree, int systemUseSkip)
{
    private const int MaximumDepth = 100;

    private readonly ReadBudget budget = new(image.Length);
    private readonly List<IsoEntry> entries = [];

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
        var start = ImageSource.Position(block);
        var content = image.Read(start, length, $"the directory {directory?.Path ?? "/"}");
        for (var offset = 0; offset < content.Length; offset += Sector.Size)
        {
            budget.Spend(Sector.Size);
            var sector = content[offset..Math.Min(offset + Sector.Size, content.Length)];
            for (var position = 0; position < sector.Length && sector[position] != 0;)
            {
                var record = DirectoryRecord.Read(sector[position..], start + offset + position);
                position += record.TotalLength;
                if (!record.IsSelfOrParent && !record.IsAssociated)
                {
                    entries.Add(Entry(directory, record));
                }
            }
        }
    }

    private IsoEntry Entry(IsoEntry? directory, DirectoryRecord record)
    {
        if (record.IsInterleaved || record.ContinuesInNextRecord)
        {
            var what = record.IsInterleaved ? "an interleaved file" : "a file in several sections";
            throw new IsoFormatException($"{record.Where}: {what} is not supported (ECMA-119 6.4)");
        }

        var name = tree == IsoNameTree.RockRidge ? RockRidgeName(record) : null;
        var entry = new IsoEntry(directory, CheckName(name ?? RecordedName(record), record))
        {
            Kind = record.IsDirectory ? IsoEntryKind.Directory : IsoEntryKind.File,
            FirstBlock = record.Block,
            Length = record.DataLength,
        };
        if (entry.Depth > MaximumDepth)
        {
            throw new IsoFormatException($"{record.Where}: directories more than {MaximumDepth} deep are not supported");
        }

        // The position of a file without bytes does not matter (ECMA-119 6.4.1).
        if (entry.Length > 0)
        {
            image.Read(ImageSource.Position(entry.FirstBlock), entry.Length, entry.Path);
        }

        return entry;
    }

    private string? RockRidgeName(DirectoryRecord record)
    {
        var field = record.SystemUse;
        var found = new RockRidgeReader(image, budget).Read(field[Math.Min(systemUseSkip, field.Length)..], record.Position);
        return found.Unsupported is null
            ? found.Name
            : throw new IsoFormatException($"{record.Where}: {found.Unsupported} is not supported; files and directories are");
    }

    private string RecordedName(DirectoryRecord record)
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

    private static string CheckName(string name, DirectoryRecord record) =>
        name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '\0')
            ? throw new IsoFormatException($"{record.Where}: the name \"{name.Replace('\0', '?')}\" cannot be the name of a file")
            : name;
}
