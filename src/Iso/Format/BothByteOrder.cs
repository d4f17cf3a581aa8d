using System.Buffers.Binary;

namespace ConfigDrive.Iso.Format;

/// <summary>Numbers recorded twice, least significant byte first and then most significant byte first (ECMA-119 7.2.3 and 7.3.3).</summary>
internal static class BothByteOrder
{
    public static void WriteUInt16(Span<byte> field, ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(field, value);
        BinaryPrimitives.WriteUInt16BigEndian(field[sizeof(ushort)..], value);
    }

    public static void WriteUInt32(Span<byte> field, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(field, value);
        BinaryPrimitives.WriteUInt32BigEndian(field[sizeof(uint)..], value);
    }
}
