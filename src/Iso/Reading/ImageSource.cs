using ConfigDrive.Iso.Format;

namespace ConfigDrive.Iso.Reading;

/// <summary>The bytes of an image, read at positions that are checked first, because they come from the image itself.</summary>
internal sealed class ImageSource(Stream stream)
{
    private readonly Lock gate = new();

    public long Length { get; } = stream.Length;

    /// <summary>Fills a buffer from a position.</summary>
    /// <exception cref="IsoFormatException">The image ends before the buffer is full.</exception>
    public void Read(long position, Span<byte> buffer, string what)
    {
        Require(position, buffer.Length, what);
        lock (gate)
        {
            stream.Position = position;
            stream.ReadExactly(buffer);
        }
    }

    /// <summary>Makes sure that bytes which the image refers to are there.</summary>
    public void Require(long position, long length, string what)
    {
        if (position < 0 || length < 0 || length > Length - position)
        {
            throw new IsoFormatException($"{what} takes the bytes {position} to {position + length}, but the image ends at {Length}");
        }
    }

    public static long Position(uint block) => (long)block * Sector.Size;
}
