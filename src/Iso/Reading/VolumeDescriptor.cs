using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ConfigDrive.Iso.Format;
using static ConfigDrive.Iso.Format.VolumeDescriptorFields;

namespace ConfigDrive.Iso.Reading;

/// <summary>What is read of a primary or supplementary volume descriptor (ECMA-119 8.4 and 8.5).</summary>
internal sealed class VolumeDescriptor
{
    public VolumeDescriptor(ReadOnlySpan<byte> sector, Encoding encoding)
    {
        string Text(ReadOnlySpan<byte> field) => encoding.GetString(field).TrimEnd(' ', '\0');

        Label = Text(sector.Slice(VolumeIdentifier, IdentifierLength));
        Publisher = Text(sector.Slice(PublisherIdentifier, LongIdentifierLength));
        DataPreparer = Text(sector.Slice(DataPreparerIdentifier, LongIdentifierLength));
        Application = Text(sector.Slice(ApplicationIdentifier, LongIdentifierLength));
        ApplicationUse = Encoding.Latin1.GetString(sector.Slice(VolumeDescriptorFields.ApplicationUse, ApplicationUseLength)).TrimEnd('\0');
        Blocks = BinaryPrimitives.ReadUInt32LittleEndian(sector[VolumeSpaceSize..]);
        RootBlock = BinaryPrimitives.ReadUInt32LittleEndian(sector[(RootDirectoryRecord + DirectoryRecordFields.ExtentLocation)..]);
        RootLength = BinaryPrimitives.ReadUInt32LittleEndian(sector[(RootDirectoryRecord + DirectoryRecordFields.DataLength)..]);
        Created = ReadTime(sector.Slice(CreationTime, TimeLength));

        var blockSize = BinaryPrimitives.ReadUInt16LittleEndian(sector[LogicalBlockSize..]);
        if (blockSize != Sector.Size)
        {
            throw new IsoFormatException($"the volume descriptor gives a logical block size of {blockSize}; only {Sector.Size} is read");
        }
    }

    public string Label { get; }

    public string Publisher { get; }

    public string DataPreparer { get; }

    public string Application { get; }

    public string ApplicationUse { get; }

    public uint Blocks { get; }

    public uint RootBlock { get; }

    public uint RootLength { get; }

    public DateTimeOffset? Created { get; }

    // Sixteen digits, the last two of them hundredths, and the offset from UTC in quarters of an hour (ECMA-119 8.4.26.1).
    private static DateTimeOffset? ReadTime(ReadOnlySpan<byte> field)
    {
        var digits = Encoding.ASCII.GetString(field[..16]);
        var offset = TimeSpan.FromMinutes(15 * (sbyte)field[16]);
        return DateTime.TryParseExact(digits, "yyyyMMddHHmmssff", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? RecordedTime.At(local, offset)
            : null;
    }
}
