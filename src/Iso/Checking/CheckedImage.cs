namespace ConfigDrive.Iso.Checking;

/// <summary>The bytes of the image under check, in blocks of 2048 bytes.</summary>
internal sealed class CheckedImage(ReadOnlyMemory<byte> bytes)
{
    public const int BlockSize = 2048;

    public long Length => bytes.Length;

    /// <summary>Whether the image has all of these bytes.</summary>
    public bool Has(long position, long length) => position >= 0 && length >= 0 && position + length <= bytes.Length;

    /// <summary>Bytes that <see cref="Has"/> has confirmed.</summary>
    public ReadOnlySpan<byte> Bytes(long position, int length) => bytes.Span.Slice((int)position, length);

    public ReadOnlySpan<byte> Block(uint block) => Bytes((long)block * BlockSize, BlockSize);

    public static long BlocksFor(long length) => (length + BlockSize - 1) / BlockSize;
}
