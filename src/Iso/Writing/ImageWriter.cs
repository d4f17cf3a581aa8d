using System.Buffers;
using ConfigDrive.Iso.Format;
using ConfigDrive.Iso.Layout;

namespace ConfigDrive.Iso.Writing;

/// <summary>
/// Writes an image front to back: what the layout makes, then each content padded to whole sectors, then the padding of the image.
/// </summary>
internal static class ImageWriter
{
    public static void Write(IBufferWriter<byte> output, ImageLayout layout, IsoImageOptions options)
    {
        var metadata = MetadataLength(layout);
        MetadataWriter.Write(output.GetSpan(metadata)[..metadata], layout, options);
        output.Advance(metadata);
        foreach (var extent in layout.Contents.Extents)
        {
            output.Write(extent.Content.Bytes.Span);
            WriteZeros(output, Padding(extent));
        }

        WriteZeros(output, Padding(layout));
    }

    public static async ValueTask WriteAsync(
        Stream output, ImageLayout layout, IsoImageOptions options, CancellationToken cancellationToken)
    {
        var metadata = MetadataLength(layout);
        using var buffer = new StreamBuffer(output, Math.Max(metadata, LengthUpTo(StreamBuffer.Enough, layout)));
        MetadataWriter.Write((await buffer.ReserveAsync(metadata, cancellationToken)).Span, layout, options);
        foreach (var extent in layout.Contents.Extents)
        {
            await buffer.WriteAsync(extent.Content.Bytes, cancellationToken);
            (await buffer.ReserveAsync(Padding(extent), cancellationToken)).Span.Clear();
        }

        (await buffer.ReserveAsync(Padding(layout), cancellationToken)).Span.Clear();
        await buffer.FlushAsync(cancellationToken);
    }

    private static int MetadataLength(ImageLayout layout) => (int)layout.FirstContentBlock * Sector.Size;

    private static int LengthUpTo(int most, ImageLayout layout) => (int)Math.Min((long)layout.Blocks * Sector.Size, most);

    private static int Padding(FileExtent extent) => (int)(Sector.RoundUp(extent.Content.Bytes.Length) - extent.Content.Bytes.Length);

    private static int Padding(ImageLayout layout) => (int)(layout.Blocks - layout.Contents.End) * Sector.Size;

    private static void WriteZeros(IBufferWriter<byte> output, int count)
    {
        if (count > 0)
        {
            output.GetSpan(count)[..count].Clear();
            output.Advance(count);
        }
    }
}

/// <summary>A rented buffer in front of a stream, so that small pieces reach it as large writes; larger ones pass it by.</summary>
internal sealed class StreamBuffer(Stream output, int capacity) : IDisposable
{
    /// <summary>A capacity above which writes do not become faster.</summary>
    public const int Enough = 512 * 1024;

    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(capacity);
    private int used;

    /// <summary>Takes the next bytes, as many as the capacity at most, for the caller to fill before the next call.</summary>
    public async ValueTask<Memory<byte>> ReserveAsync(int count, CancellationToken cancellationToken)
    {
        if (count > buffer.Length - used)
        {
            await FlushAsync(cancellationToken);
        }

        used += count;
        return buffer.AsMemory(used - count, count);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length <= capacity)
        {
            bytes.CopyTo(await ReserveAsync(bytes.Length, cancellationToken));
        }
        else
        {
            await FlushAsync(cancellationToken);
            await output.WriteAsync(bytes, cancellationToken);
        }
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(buffer.AsMemory(0, used), cancellationToken);
        used = 0;
    }

    // The buffer has held what the files hold, keys and passwords among it: the next renter must not see that.
    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
}
