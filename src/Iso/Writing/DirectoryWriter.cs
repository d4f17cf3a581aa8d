using ConfigDrive.Iso.Format;
using ConfigDrive.Iso.Layout;
using static ConfigDrive.Iso.Format.DirectoryRecordFields;

namespace ConfigDrive.Iso.Writing;

/// <summary>Writes the directories of a tree into zeroed sectors (ECMA-119 6.8.1 and 9.1).</summary>
internal readonly ref struct DirectoryWriter(DirectoryHierarchy hierarchy, Span<byte> image, ReadOnlySpan<byte> time)
{
    private readonly Span<byte> image = image;
    private readonly ReadOnlySpan<byte> time = time;

    /// <summary>Writes a directory's records: itself, its parent, its children.</summary>
    public void Write(DirectoryExtent directory)
    {
        var sectors = image.Slice((int)(directory.FirstBlock * Sector.Size), (int)directory.Size);
        var position = WriteSelf(sectors, directory);
        position += WriteParent(sectors[position..], directory);

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

    /// <summary>Writes a record for a directory, up to its identifier of one byte.</summary>
    public static void WriteDirectoryRecord(
        Span<byte> record, DirectoryExtent directory, byte identifier, int length, ReadOnlySpan<byte> time)
    {
        WriteFields(record, length, directory.FirstBlock, directory.Size, DirectoryFlag, 1, time);
        record[Identifier] = identifier;
    }

    private int WriteSelf(Span<byte> sectors, DirectoryExtent directory)
    {
        var isRoot = directory.Number == 1;
        var length = DirectoryRecord.Length(1, hierarchy.HasRockRidge ? RockRidgeLayout.SelfLength(isRoot) : 0);
        WriteDirectoryRecord(sectors, directory, SelfIdentifier, length, time);
        if (hierarchy.HasRockRidge)
        {
            var entries = Entries(sectors[SystemUse(1)..length], directory);
            if (isRoot)
            {
                entries.WriteSharingProtocol();
            }

            entries.WriteDirectoryAttributes(directory.Links, (uint)directory.Number, time);
            if (isRoot)
            {
                entries.WriteExtensionsReference(directory.Node.Continuation);
            }
        }

        return length;
    }

    private int WriteParent(Span<byte> sectors, DirectoryExtent directory)
    {
        var length = DirectoryRecord.Length(1, hierarchy.HasRockRidge ? RockRidgeLayout.ParentLength : 0);
        WriteDirectoryRecord(sectors, directory.Parent, ParentIdentifier, length, time);
        if (hierarchy.HasRockRidge)
        {
            var entries = Entries(sectors[SystemUse(1)..length], directory);
            entries.WriteDirectoryAttributes(directory.Parent.Links, (uint)directory.Parent.Number, time);
        }

        return length;
    }

    private void WriteChild(DirectoryExtent parent, Span<byte> record, Node child, DirectoryExtent? directory)
    {
        var identifierLength = hierarchy.Identifiers.EncodedLength(child);
        if (directory is not null)
        {
            WriteFields(record, record.Length, directory.FirstBlock, directory.Size, DirectoryFlag, identifierLength, time);
        }
        else
        {
            WriteFields(record, record.Length, child.Extent!.FirstBlock, (uint)child.Content!.Length, flags: 0, identifierLength, time);
        }

        hierarchy.Identifiers.Encode(child, record.Slice(Identifier, identifierLength));
        if (hierarchy.HasRockRidge)
        {
            var entries = Entries(record[SystemUse(identifierLength)..], parent);
            if (directory is not null)
            {
                entries.WriteDirectoryAttributes(directory.Links, (uint)directory.Number, time);
            }
            else
            {
                entries.WriteFileAttributes(child.Extent!.Links, child.Extent.Serial, time);
            }

            entries.WriteName(child, RockRidgeLayout.NameInRecord(child, identifierLength));
        }
    }

    private RockRidgeWriter Entries(Span<byte> systemUse, DirectoryExtent directory)
    {
        var start = directory.FirstContinuationBlock * Sector.Size;
        var continuations = image[(int)start..(int)((directory.FirstBlock + directory.Blocks) * Sector.Size)];
        return new RockRidgeWriter(systemUse, continuations, directory.FirstContinuationBlock);
    }

    private static void WriteFields(
        Span<byte> record, int length, uint block, uint size, byte flags, int identifierLength, ReadOnlySpan<byte> time)
    {
        record[Length] = (byte)length;
        BothByteOrder.WriteUInt32(record[ExtentLocation..], block);
        BothByteOrder.WriteUInt32(record[DataLength..], size);
        time.CopyTo(record[DirectoryRecordFields.RecordingTime..]);
        record[FileFlags] = flags;
        BothByteOrder.WriteUInt16(record[VolumeSequenceNumber..], 1);
        record[IdentifierLength] = (byte)identifierLength;
    }
}
