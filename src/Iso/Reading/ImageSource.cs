using ConfigDrive.Iso.Format;

namespace ConfigDrive.Iso.Reading;

/// <summary>The bytes of an image, read at positions that are checked first, because they come from the image itself.</summary>
internal sealed class ImageSource(ReadOnlyMemory<byte> image)
{
    public long Length => image.Length;

    /// <summary>Bytes that the image refers to.</summary>
    /// <exception cref="IsoFormatException">The image ends before them.</exception>
    public ReadOnlySpan<byte> Read(long position, long length, string what)
    {
        if (length > Length - position)
        {
            throw new IsoFormatException($"{what} takes the bytes {position} to {position + length}, but the image ends at {Length}");
        }

        return image.Span.Slice((int)position, (int)length);
    }

    public static long Position(uint block) => (long)block * Sector.Size;
}

/// <summary>
/// Limits the work of reading a tree to the size of the image: directories and continuations do not overlap in a valid image, so together
/// they are no larger than it. An image that refers to the same bytes again and again, or in a circle, exceeds the budget.
/// </summary>
internal sealed class ReadBudget(long bytes)
{
    private long remaining = bytes;

    public void Spend(long bytes)
    {
        remaining -= bytes;
        if (remaining < 0)
        {
            throw new IsoFormatException("the directories refer to more bytes than the image has: some overlap, or contain themselves");
        }
    }
}
