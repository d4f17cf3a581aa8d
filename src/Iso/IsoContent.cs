using System.Runtime.InteropServices;

namespace ConfigDrive.Iso;

/// <summary>
/// The bytes of a file: their number, known at once, and the bytes, read when the image is written. Files that are given the same instance
/// are hard links: they share one extent of the image.
/// </summary>
public sealed class IsoContent
{
    private readonly Func<Stream>? open;

    private IsoContent(long length, ReadOnlyMemory<byte> bytes, Func<Stream>? open)
    {
        Length = length;
        Bytes = bytes;
        this.open = open;
    }

    /// <summary>The number of bytes.</summary>
    public long Length { get; }

    internal ReadOnlyMemory<byte> Bytes { get; }

    internal bool IsInMemory => open is null;

    /// <summary>
    /// Content that is in memory already. The bytes are not copied and must not change while an image with them is written.
    /// </summary>
    public static IsoContent FromBytes(ReadOnlyMemory<byte> bytes) => new(bytes.Length, bytes, null);

    /// <summary>Content that is read when it is needed.</summary>
    /// <param name="length">
    /// The number of bytes that the stream yields. Writing fails with an <see cref="InvalidDataException"/> if it yields more or fewer.
    /// </param>
    /// <param name="open">Opens the stream at its first byte, once for each time the image is written. The writer disposes it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public static IsoContent FromStream(long length, Func<Stream> open)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentNullException.ThrowIfNull(open);
        return new IsoContent(length, default, open);
    }

    /// <summary>Opens the content at its first byte. The caller disposes the stream.</summary>
    public Stream Open()
    {
        if (open is not null)
        {
            return open();
        }

        return MemoryMarshal.TryGetArray(Bytes, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(Bytes.ToArray(), writable: false);
    }
}
