using ConfigDrive.Iso.Format;
using ConfigDrive.Iso.Layout;

namespace ConfigDrive.Iso.Writing;

/// <summary>Writes the directories of a tree into zeroed sectors (ECMA-119 6.8.1).</summary>
internal readonly ref struct DirectoryWriter(DirectoryHierarchy hierarchy, Span<byte> image, ReadOnlySpan<byte> time)
{
    private readonly Span<byte> image = image;
    private readonly ReadOnlySpan<byte> time = time;

    /// <summary>Writes a directory's records: itself, its parent, its children.</summary>
    public void Write(DirectoryExtent directory)
    {
        var sectors = image.Slice((int)(directory.FirstBlock * Sector.Size), (int)directory.Size);
        var position = WriteOwn(sectors, directory, directory, DirectoryRecord.Self);
        position += WriteOwn(sectors[position..], directory, directory.Parent, DirectoryRecord.Parent);

        var subdirectory = 0;
        foreach (var child in directory.Children)
        {
            var length = hierarchy.RecordLength(child);
            position = DirectoryRecord.Place(position, length);
            var record = sectors.Slice(position, length);
            position += length;
            WriteChild(directory, record, child, child.IsDirectory ? directory.Subdirectories[subdirectory++] : null);
        }
    }

    /// <summary>Writes the record of a directory whose identifier is one byte: its own, its parent's, or the volume descriptor's.</summary>
    public static void WriteDirectoryRecord(Span<byte> record, DirectoryExtent directory, byte identifier, ReadOnlySpan<byte> time)
    {
        DirectoryRecord.Write(record, directory.FirstBlock, directory.Size, isDirectory: true, identifierLength: 1, time);
        record[DirectoryRecord.IdentifierAt] = identifier;
    }

    private int WriteOwn(Span<byte> sectors, DirectoryExtent directory, DirectoryExtent described, byte identifier)
    {
        var isRoot = directory.Number == 1 && identifier == DirectoryRecord.Self;
        var length = DirectoryRecord.LengthWith(1, hierarchy.HasRockRidge ? RockRidgeLayout.OwnLength(isRoot) : 0);
        WriteDirectoryRecord(sectors[..length], described, identifier, time);
        if (hierarchy.HasRockRidge)
        {
            var entries = Entries(sectors[DirectoryRecord.SystemUseAt(1)..length], directory);
            if (isRoot)
            {
                entries.WriteSharingProtocol();
            }

            entries.WriteAttributes(isDirectory: true, described.Links, (uint)described.Number, time);
            if (isRoot)
            {
                entries.WriteExtensionsReference(directory.Node.Continuation);
            }
        }

        return length;
    }

    private void WriteChild(DirectoryExtent parent, Span<byte> record, Node child, DirectoryExtent? directory)
    {
        var identifierLength = hierarchy.Identifiers.EncodedLength(child);
        var (block, length, links, serial) = directory is not null
            ? (directory.FirstBlock, directory.Size, directory.Links, (uint)directory.Number)
            : (child.Extent!.FirstBlock, (uint)child.Content!.Bytes.Length, child.Extent.Links, child.Extent.Serial);
        DirectoryRecord.Write(record, block, length, isDirectory: directory is not null, identifierLength, time);
        hierarchy.Identifiers.Encode(child, record.Slice(DirectoryRecord.IdentifierAt, identifierLength));
        if (hierarchy.HasRockRidge)
        {
            var entries = Entries(record[DirectoryRecord.SystemUseAt(identifierLength)..], parent);
            entries.WriteAttributes(isDirectory: directory is not null, links, serial, time);
            entries.WriteName(child, RockRidgeLayout.NameInRecord(child, identifierLength));
        }
    }

    private RockRidgeWriter Entries(Span<byte> systemUse, DirectoryExtent directory)
    {
        var start = directory.FirstContinuationBlock * Sector.Size;
        var continuations = image[(int)start..(int)((directory.FirstBlock + directory.Blocks) * Sector.Size)];
        return new RockRidgeWriter(systemUse, continuations, directory.FirstContinuationBlock);
    }
}
