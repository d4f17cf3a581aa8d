using System.Buffers;
using ConfigDrive.Iso.Format;
using ConfigDrive.Iso.Layout;

namespace ConfigDrive.Iso.Writing;

/// <summary>
/// Writes an image front to back: what the layout makes, then each content padded to whole sectors, then the padding of the image.
/// </summary>
internal static class ImageWriter
{
    /// <summary>As much as a stream is asked for at once. Larger pieces were not faster, and smaller ones were slower.</summary>
    private const int Chunk = 256 * 1024;

    public static void Write(IBufferWriter<byte> output, ImageLayout layout, IsoImageOptions options)
    {
        WriteMetadata(output, layout, options);
        foreach (var extent in layout.Contents.Extents)
        {
            if (extent.Content.IsInMemory)
            {
                output.Write(extent.Content.Bytes.Span);
            }
            else
            {
                using var reader = new ContentReader(extent.Content, extent.File);
                for (int read; (read = reader.Read(output.GetSpan(Chunk))) > 0;)
                {
                    output.Advance(read);
                }
            }

            WriteZeros(output, Padding(extent));
        }

        WriteZeros(output, Padding(layout));
    }

    public static void Write(Stream output, ImageLayout layout, IsoImageOptions options)
    {
        using var buffer = new StreamBuffer(output, Capacity(layout));
        Write(buffer, layout, options);
        buffer.Flush();
    }

    public static async ValueTask WriteAsync(
        Stream output, ImageLayout layout, IsoImageOptions options, CancellationToken cancellationToken)
    {
        using var buffer = new StreamBuffer(output, Capacity(layout));
        WriteMetadata(buffer, layout, options);
        foreach (var extent in layout.Contents.Extents)
        {
            await using var reader = new ContentReader(extent.Content, extent.File);
            int read;
            do
            {
                if (buffer.Free < Sector.Size)
                {
                    await buffer.FlushAsync(cancellationToken);
                }

                read = await reader.ReadAsync(buffer.GetMemory(), cancellationToken);
                buffer.Advance(read);
            }
            while (read > 0);

            WriteZeros(buffer, Padding(extent));
        }

        WriteZeros(buffer, Padding(layout));
        await buffer.FlushAsync(cancellationToken);
    }

    private static void WriteMetadata(IBufferWriter<byte> output, ImageLayout layout, IsoImageOptions options)
    {
        var length = (int)layout.FirstContentBlock * Sector.Size;
        MetadataWriter.Write(output.GetSpan(length)[..length], layout, options);
        output.Advance(length);
    }

    // A small image fits the buffer and reaches the stream in one write.
    private static int Capacity(ImageLayout layout) =>
        (int)Math.Max(layout.FirstContentBlock * Sector.Size, Math.Min((long)layout.Blocks * Sector.Size, 2 * Chunk));

    private static int Padding(FileExtent extent) => (int)(Sector.RoundUp(extent.Content.Length) - extent.Content.Length);

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
