using System.Buffers.Binary;
using System.Text;
using ConfigDrive.Iso.Format;
using ConfigDrive.Iso.Layout;
using static ConfigDrive.Iso.Format.VolumeDescriptorFields;

namespace ConfigDrive.Iso.Writing;

/// <summary>Writes volume descriptors into zeroed sectors (ECMA-119 8).</summary>
internal static class VolumeDescriptorWriter
{
    private delegate void WriteText(Span<byte> field, string text);

    /// <summary>The primary volume descriptor (ECMA-119 8.4). It alone has a text for the application's own use.</summary>
    public static void WritePrimary(Span<byte> sector, ImageLayout layout, IsoImageOptions options, ReadOnlySpan<byte> time)
    {
        WriteHeader(sector, PrimaryType);
        Write(sector, layout.Primary, layout.Blocks, options, time, WriteAscii);
        Encoding.ASCII.GetBytes(options.ApplicationUse, sector.Slice(ApplicationUse, ApplicationUseLength));
    }

    /// <summary>
    /// The supplementary volume descriptor (ECMA-119 8.5) that Joliet makes its own by an escape sequence. Its volume flags stay zero.
    /// </summary>
    public static void WriteJoliet(Span<byte> sector, ImageLayout layout, IsoImageOptions options, ReadOnlySpan<byte> time)
    {
        WriteHeader(sector, SupplementaryType);
        JolietLevel3.CopyTo(sector[EscapeSequences..]);
        Write(sector, layout.Joliet, layout.Blocks, options, time, WriteUcs2);
    }

    /// <summary>The volume descriptor set terminator (ECMA-119 8.3).</summary>
    public static void WriteTerminator(Span<byte> sector) => WriteHeader(sector, TerminatorType);

    private static void WriteHeader(Span<byte> sector, byte type)
    {
        sector[VolumeDescriptorFields.Type] = type;
        Standard.CopyTo(sector[StandardIdentifier..]);
        sector[VolumeDescriptorFields.Version] = 1;
    }

    private static void Write(
        Span<byte> sector, DirectoryHierarchy hierarchy, uint blocks, IsoImageOptions options, ReadOnlySpan<byte> time, WriteText writeText)
    {
        writeText(sector.Slice(SystemIdentifier, IdentifierLength), "");
        writeText(sector.Slice(VolumeIdentifier, IdentifierLength), options.VolumeLabel);
        BothByteOrder.WriteUInt32(sector[VolumeSpaceSize..], blocks);
        BothByteOrder.WriteUInt16(sector[VolumeSetSize..], 1);
        BothByteOrder.WriteUInt16(sector[VolumeSequenceNumber..], 1);
        BothByteOrder.WriteUInt16(sector[LogicalBlockSize..], Sector.Size);

        BothByteOrder.WriteUInt32(sector[PathTableSize..], (uint)hierarchy.PathTableSize);
        BinaryPrimitives.WriteUInt32LittleEndian(sector[LPathTable..], hierarchy.LPathTable);
        BinaryPrimitives.WriteUInt32BigEndian(sector[MPathTable..], hierarchy.MPathTable);
        var root = sector.Slice(RootDirectoryRecord, RootDirectoryRecordLength);
        DirectoryWriter.WriteDirectoryRecord(root, hierarchy.Root, DirectoryRecord.Self, time);

        writeText(sector.Slice(VolumeSetIdentifier, LongIdentifierLength), "");
        writeText(sector.Slice(PublisherIdentifier, LongIdentifierLength), "");
        writeText(sector.Slice(DataPreparerIdentifier, LongIdentifierLength), "");
        writeText(sector.Slice(ApplicationIdentifier, LongIdentifierLength), "");
        writeText(sector.Slice(CopyrightFileIdentifier, FileIdentifierLength), "");
        writeText(sector.Slice(AbstractFileIdentifier, FileIdentifierLength), "");
        writeText(sector.Slice(BibliographicFileIdentifier, FileIdentifierLength), "");

        RecordedTime.WriteLong(sector[CreationTime..], options.Timestamp);
        RecordedTime.WriteLong(sector[ModificationTime..], options.Timestamp);
        RecordedTime.WriteUnspecified(sector[ExpirationTime..]);
        RecordedTime.WriteUnspecified(sector[EffectiveTime..]);
        sector[FileStructureVersion] = 1;
    }

    // Padded with spaces (ECMA-119 7.4.3.2).
    private static void WriteAscii(Span<byte> field, string text)
    {
        var written = Encoding.ASCII.GetBytes(text, field);
        field[written..].Fill((byte)' ');
    }

    // UCS-2, big endian. Spaces are characters here as well, not zero bytes: some readers trim only these. An odd last byte is zero.
    private static void WriteUcs2(Span<byte> field, string text)
    {
        for (var i = 0; i < field.Length / sizeof(char); i++)
        {
            var c = i < text.Length ? text[i] : ' ';
            field[i * 2] = (byte)(c >> 8);
            field[(i * 2) + 1] = (byte)c;
        }
    }
}
