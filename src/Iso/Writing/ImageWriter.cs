using System.Buffers;
using ConfigDrive.Iso.Format;
using ConfigDrive.Iso.Layout;

namespace ConfigDrive.Iso.Writing;

/// <summary>
/// Writes an image front to back: what the layout makes, then each content padded to whole sectors, then the padding of the image.
/// </summary>
internal static class ImageWriter
{
    private static readonly byte[] Zeros = new byte[ImageLayout.BlocksPerPage * Sector.Size];

    public static void Write(IBufferWriter<byte> output, ImageLayout layout, IsoImageOptions options)
    {
        var metadata = MetadataLength(layout);
        MetadataWriter.Write(output.GetSpan(metadata)[..metadata], layout, options);
        output.Advance(metadata);
        foreach (var part in Contents(layout))
        {
            output.Write(part.Span);
        }
    }

    public static async ValueTask WriteAsync(
        Stream output, ImageLayout layout, IsoImageOptions options, CancellationToken cancellationToken)
    {
        var metadata = MetadataLength(layout);
        using var buffer = new StreamBuffer(output, (int)Math.Max(metadata, Math.Min((long)layout.Blocks * Sector.Size, StreamBuffer.Enough)));
        MetadataWriter.Write(buffer.Reserve(metadata), layout, options);
        foreach (var part in Contents(layout))
        {
            await buffer.WriteAsync(part, cancellationToken);
        }

        await buffer.FlushAsync(cancellationToken);
    }

    private static int MetadataLength(ImageLayout layout) => (int)layout.FirstContentBlock * Sector.Size;

    private static IEnumerable<ReadOnlyMemory<byte>> Contents(ImageLayout layout)
    {
        foreach (var extent in layout.Contents.Extents)
        {
            var bytes = extent.Content.Bytes;
            yield return bytes;
            yield return Zeros.AsMemory(0, (int)(Sector.RoundUp(bytes.Length) - bytes.Length));
        }

        yield return Zeros.AsMemory(0, (int)(layout.Blocks - layout.Contents.End) * Sector.Size);
    }
}

/// <summary>A rented buffer in front of a stream, so that small pieces become large writes; larger pieces are written directly.</summary>
internal sealed class StreamBuffer(Stream output, int capacity) : IDisposable
{
    /// <summary>The capacity above which writes do not become faster.</summary>
    public const int Enough = 512 * 1024;

    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(capacity);
    private int used;

    /// <summary>The next bytes, for the caller to fill; there must be room for them.</summary>
    public Span<byte> Reserve(int count)
    {
        used += count;
        return buffer.AsSpan(used - count, count);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length > buffer.Length - used)
        {
            await FlushAsync(cancellationToken);
        }

        if (bytes.Length > capacity)
        {
            await output.WriteAsync(bytes, cancellationToken);
        }
        else
        {
            bytes.Span.CopyTo(Reserve(bytes.Length));
        }
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(buffer.AsMemory(0, used), cancellationToken);
        used = 0;
    }

    // The buffer has had the contents of files in it, such as keys and passwords: the next renter must not see them.
    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
}
