namespace ConfigDrive.Iso.Checking;

/// <summary>A directory record whose own fields have been checked (ECMA-119 9.1).</summary>
/// <param name="position">The byte of the image where it starts.</param>
/// <param name="bytes">The whole record.</param>
internal readonly ref struct CheckedRecord(long position, ReadOnlySpan<byte> bytes)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public long Position => position;

    public ReadOnlySpan<byte> Identifier => Bytes.Slice(33, Bytes[32]);

    public uint Block => System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(Bytes[2..]);

    public uint Length => System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(Bytes[10..]);

    public ReadOnlySpan<byte> Time => Bytes.Slice(18, 7);

    public bool IsDirectory => (Bytes[25] & 2) != 0;

    public bool IsContinued => (Bytes[25] & 128) != 0;

    /// <summary>What follows the identifier and its padding byte.</summary>
    public ReadOnlySpan<byte> SystemUse => Bytes[Math.Min(Bytes.Length, 33 + Bytes[32] + (Bytes[32] % 2 == 0 ? 1 : 0))..];
}
