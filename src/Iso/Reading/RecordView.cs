using System.Buffers.Binary;
using ConfigDrive.Iso.Format;
using static ConfigDrive.Iso.Format.DirectoryRecordFields;

namespace ConfigDrive.Iso.Reading;

/// <summary>A directory record (ECMA-119 9.1) whose lengths have been checked.</summary>
internal readonly ref struct RecordView
{
    private readonly ReadOnlySpan<byte> record;

    /// <summary>Takes the record at the start of what is left of a sector.</summary>
    /// <exception cref="IsoFormatException">The record does not fit the sector, or its identifier does not fit the record.</exception>
    public RecordView(ReadOnlySpan<byte> rest, long position)
    {
        Position = position;
        int length = rest[Length];
        if (length < DirectoryRecordFields.Identifier + 1 || length > rest.Length)
        {
            throw new IsoFormatException(
                $"{Where}: a length of {length} does not fit the sector, of which {rest.Length} are left (ECMA-119 6.8.1.1)");
        }

        record = rest[..length];
        int identifierLength = record[IdentifierLength];
        if (identifierLength == 0 || DirectoryRecordFields.Identifier + identifierLength > length)
        {
            throw new IsoFormatException(
                $"{Where}: an identifier of {identifierLength} does not fit a record of {length} (ECMA-119 9.1.10)");
        }

        Identifier = record.Slice(DirectoryRecordFields.Identifier, identifierLength);
    }

    /// <summary>The byte of the image where the record starts.</summary>
    public long Position { get; }

    public ReadOnlySpan<byte> Identifier { get; }

    public int TotalLength => record.Length;

    public uint Block => BinaryPrimitives.ReadUInt32LittleEndian(record[ExtentLocation..]);

    public uint DataLength => BinaryPrimitives.ReadUInt32LittleEndian(record[DirectoryRecordFields.DataLength..]);

    public byte ExtendedAttributeBlocks => record[ExtendedAttributeRecordLength];

    public DateTimeOffset? Time => RecordedTime.ReadShort(record[DirectoryRecordFields.RecordingTime..]);

    public bool IsDirectory => (record[FileFlags] & DirectoryFlag) != 0;

    public bool IsAssociated => (record[FileFlags] & AssociatedFlag) != 0;

    public bool ContinuesInNextRecord => (record[FileFlags] & MultiExtentFlag) != 0;

    public bool IsInterleaved => record[FileUnitSize] != 0;

    /// <summary>The record of the directory itself, or of its parent.</summary>
    public bool IsSelfOrParent => Identifier is [SelfIdentifier] or [ParentIdentifier];

    public ReadOnlySpan<byte> SystemUse
    {
        get
        {
            var start = DirectoryRecordFields.SystemUse(Identifier.Length);
            return start < record.Length ? record[start..] : default;
        }
    }

    /// <summary>The record, for messages.</summary>
    public string Where => $"the directory record at byte {Position}";
}
