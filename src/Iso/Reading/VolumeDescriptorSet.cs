using System.Buffers.Binary;
using System.Text;
using ConfigDrive.Iso.Format;
using static ConfigDrive.Iso.Format.VolumeDescriptorFields;

namespace ConfigDrive.Iso.Reading;

/// <summary>The volume descriptors from sector 16 to the terminator (ECMA-119 6.7.1), as far as they lead to files.</summary>
internal sealed record VolumeDescriptorSet(VolumeDescriptor Primary, VolumeDescriptor? Joliet)
{
    public static VolumeDescriptorSet Read(ImageSource image)
    {
        VolumeDescriptor? primary = null, joliet = null;
        for (var block = Sector.SystemArea; ; block++)
        {
            var what = $"block {block} of the volume descriptor set, which has not been terminated,";
            var sector = image.Read(ImageSource.Position(block), Sector.Size, what);
            if (!sector.Slice(StandardIdentifier, Standard.Length).SequenceEqual(Standard))
            {
                throw new IsoFormatException(
                    $"block {block} is not a volume descriptor: it lacks the identifier \"CD001\" (ECMA-119 8.1.2)");
            }

            switch (sector[0])
            {
                case PrimaryType:
                    primary ??= VolumeDescriptor.Read(sector, Encoding.Latin1);
                    break;
                case SupplementaryType when IsJoliet(sector):
                    joliet ??= VolumeDescriptor.Read(sector, Encoding.BigEndianUnicode);
                    break;
                case TerminatorType:
                    return new VolumeDescriptorSet(
                        primary ?? throw new IsoFormatException("there is no primary volume descriptor (ECMA-119 6.7.1.1)"),
                        joliet);
            }
        }
    }

    // One of the three levels of UCS-2 (Joliet specification, "SVD Escape Sequences Field").
    private static bool IsJoliet(ReadOnlySpan<byte> sector) =>
        sector[VolumeDescriptorFields.Version] == 1
        && sector[EscapeSequences..].StartsWith("%/"u8)
        && sector[EscapeSequences + 2] is (byte)'@' or (byte)'C' or (byte)'E';
}

/// <summary>What is read of a primary or supplementary volume descriptor (ECMA-119 8.4 and 8.5).</summary>
internal sealed record VolumeDescriptor(string Label, string ApplicationUse, uint RootBlock, uint RootLength)
{
    public static VolumeDescriptor Read(ReadOnlySpan<byte> sector, Encoding encoding)
    {
        var blockSize = BinaryPrimitives.ReadUInt16LittleEndian(sector[LogicalBlockSize..]);
        if (blockSize != Sector.Size)
        {
            throw new IsoFormatException(
                $"the volume descriptor gives a logical block size of {blockSize}; only {Sector.Size} is supported");
        }

        var root = DirectoryRecord.Read(sector.Slice(RootDirectoryRecord, RootDirectoryRecordLength), RootDirectoryRecord);
        return new VolumeDescriptor(
            encoding.GetString(sector.Slice(VolumeIdentifier, IdentifierLength)).TrimEnd(' ', '\0'),
            Encoding.Latin1.GetString(sector.Slice(VolumeDescriptorFields.ApplicationUse, ApplicationUseLength)).TrimEnd('\0'),
            root.Block,
            root.DataLength);
    }
}
