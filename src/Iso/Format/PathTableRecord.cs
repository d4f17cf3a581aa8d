using System.Buffers.Binary;

namespace ConfigDrive.Iso.Format;

/// <summary>A record of a path table (ECMA-119 9.4). The tables are written for others: the reader walks the directories.</summary>
internal static class PathTableRecord
{
    /// <summary>A directory's number in the table takes 16 bits (ECMA-119 9.4.4).</summary>
    public const int MaximumDirectories = ushort.MaxValue;

    /// <summary>The position of the identifier.</summary>
    public const int IdentifierAt = ParentAt + 2;

    // The positions of the other fields, each computed from the one before it.
    private const int IdentifierLengthAt = 0;
    private const int ExtendedAttributesAt = IdentifierLengthAt + 1;
    private const int BlockAt = ExtendedAttributesAt + 1;
    private const int ParentAt = BlockAt + 4;

    /// <summary>The length of a record: the identifier, padded to an even length (ECMA-119 9.4.6).</summary>
    public static int LengthWith(int identifierLength) => (IdentifierAt + identifierLength + 1) & ~1;

    /// <summary>Writes all fields but the identifier to the start of a zeroed span; the type M table is big endian.</summary>
    public static void Write(Span<byte> record, int identifierLength, uint block, ushort parent, bool bigEndian)
    {
        record[IdentifierLengthAt] = (byte)identifierLength;
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(record[BlockAt..], block);
            BinaryPrimitives.WriteUInt16BigEndian(record[ParentAt..], parent);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(record[BlockAt..], block);
            BinaryPrimitives.WriteUInt16LittleEndian(record[ParentAt..], parent);
        }
    }
}
