using System.Buffers.Binary;

namespace ConfigDrive.Iso.Format;

/// <summary>
/// A directory record (ECMA-119 9.1): how long it is, where it goes, how its fields are written, and, as a value, how they are read.
/// </summary>
internal readonly ref struct DirectoryRecord
{
    /// <summary>The record's length is one byte and the record ends on an even position, so this is the most it can take.</summary>
    public const int MaximumLength = 254;

    /// <summary>The position of the identifier.</summary>
    public const int IdentifierAt = IdentifierLengthAt + 1;

    /// <summary>The identifier of the record that describes the directory itself, and of the root (ECMA-119 7.6.2).</summary>
    public const byte Self = 0;

    /// <summary>The identifier of the record that describes the parent directory (ECMA-119 7.6.2).</summary>
    public const byte Parent = 1;

    // The positions of the other fields, each computed from the one before it.
    private const int LengthAt = 0;
    private const int ExtendedAttributesAt = LengthAt + 1;
    private const int BlockAt = ExtendedAttributesAt + 1;
    private const int DataLengthAt = BlockAt + 8;
    private const int TimeAt = DataLengthAt + 8;
    private const int FlagsAt = TimeAt + RecordedTime.ShortLength;
    private const int FileUnitSizeAt = FlagsAt + 1;
    private const int InterleaveGapAt = FileUnitSizeAt + 1;
    private const int VolumeAt = InterleaveGapAt + 1;
    private const int IdentifierLengthAt = VolumeAt + 4;

    private const byte DirectoryFlag = 0b0000_0010;
    private const byte AssociatedFlag = 0b0000_0100;
    private const byte MultiExtentFlag = 0b1000_0000;

    private readonly ReadOnlySpan<byte> record;

    private DirectoryRecord(ReadOnlySpan<byte> record, long position)
    {
        this.record = record;
        Position = position;
    }

    /// <summary>The byte of the image where the record starts.</summary>
    public long Position { get; }

    public int TotalLength => record.Length;

    /// <summary>The first block of the content, after that of its extended attribute record, if it has one (ECMA-119 9.1.2).</summary>
    public uint Block => BinaryPrimitives.ReadUInt32LittleEndian(record[BlockAt..]) + record[ExtendedAttributesAt];

    public uint DataLength => BinaryPrimitives.ReadUInt32LittleEndian(record[DataLengthAt..]);

    public ReadOnlySpan<byte> Identifier => record.Slice(IdentifierAt, record[IdentifierLengthAt]);

    public bool IsDirectory => (record[FlagsAt] & DirectoryFlag) != 0;

    public bool IsAssociated => (record[FlagsAt] & AssociatedFlag) != 0;

    public bool ContinuesInNextRecord => (record[FlagsAt] & MultiExtentFlag) != 0;

    public bool IsInterleaved => record[FileUnitSizeAt] != 0;

    public bool IsSelfOrParent => Identifier is [Self] or [Parent];

    public ReadOnlySpan<byte> SystemUse => record[Math.Min(SystemUseAt(Identifier.Length), record.Length)..];

    /// <summary>The record, for messages.</summary>
    public string Where => NameOf(Position);

    /// <summary>
    /// The position of the system use field: after the identifier and the byte that pads it to an even position (ECMA-119 9.1.12).
    /// </summary>
    public static int SystemUseAt(int identifierLength) => (IdentifierAt + identifierLength + 1) & ~1;

    /// <summary>The length of a record, which is even (ECMA-119 9.1.13).</summary>
    public static int LengthWith(int identifierLength, int systemUseLength) => (SystemUseAt(identifierLength) + systemUseLength + 1) & ~1;

    /// <summary>Where a record starts that comes next: a record ends in the sector where it begins (ECMA-119 6.8.1.1).</summary>
    public static int Place(int position, int length)
    {
        var left = Sector.Size - (position % Sector.Size);
        return length <= left ? position : position + left;
    }

    /// <summary>Writes all fields of a zeroed record but the identifier and the system use; the time is in its short form.</summary>
    public static void Write(
        Span<byte> record, uint block, uint dataLength, bool isDirectory, int identifierLength, ReadOnlySpan<byte> time)
    {
        record[LengthAt] = (byte)record.Length;
        BothByteOrder.WriteUInt32(record[BlockAt..], block);
        BothByteOrder.WriteUInt32(record[DataLengthAt..], dataLength);
        time.CopyTo(record[TimeAt..]);
        record[FlagsAt] = isDirectory ? DirectoryFlag : (byte)0;
        BothByteOrder.WriteUInt16(record[VolumeAt..], 1);
        record[IdentifierLengthAt] = (byte)identifierLength;
    }

    /// <summary>Reads the record at the start of what is left of a sector.</summary>
    /// <exception cref="IsoFormatException">The record does not fit the sector, or its identifier does not fit the record.</exception>
    public static DirectoryRecord Read(ReadOnlySpan<byte> rest, long position)
    {
        int length = rest[LengthAt];
        if (length <= IdentifierAt || length > rest.Length)
        {
            throw new IsoFormatException(
                $"{NameOf(position)}: a length of {length} does not fit the sector, of which {rest.Length} are left (ECMA-119 6.8.1.1)");
        }

        int identifierLength = rest[IdentifierLengthAt];
        if (identifierLength == 0 || IdentifierAt + identifierLength > length)
        {
            throw new IsoFormatException(
                $"{NameOf(position)}: an identifier of {identifierLength} does not fit a record of {length} (ECMA-119 9.1.10)");
        }

        return new DirectoryRecord(rest[..length], position);
    }

    private static string NameOf(long position) => $"the directory record at byte {position}";
}
