using ConfigDrive.Iso.Format;
using ConfigDrive.Iso.Layout;

namespace ConfigDrive.Iso.Writing;

/// <summary>Writes everything of an image that comes before the contents.</summary>
internal static class MetadataWriter
{
    /// <summary>Writes the sectors up to <see cref="ImageLayout.FirstContentBlock"/> into a buffer of exactly their size.</summary>
    public static void Write(Span<byte> image, ImageLayout layout, IsoImageOptions options)
    {
        image.Clear();
        Span<byte> time = stackalloc byte[RecordedTime.ShortLength];
        RecordedTime.WriteShort(time, options.Timestamp);

        var descriptor = (int)Sector.SystemArea * Sector.Size;
        VolumeDescriptorWriter.WritePrimary(image.Slice(descriptor, Sector.Size), layout, options, time);
        VolumeDescriptorWriter.WriteJoliet(image.Slice(descriptor + Sector.Size, Sector.Size), layout, options, time);
        VolumeDescriptorWriter.WriteTerminator(image.Slice(descriptor + (2 * Sector.Size), Sector.Size));

        Write(image, layout.Primary, time);
        Write(image, layout.Joliet, time);
    }

    private static void Write(Span<byte> image, DirectoryHierarchy hierarchy, ReadOnlySpan<byte> time)
    {
        PathTableWriter.Write(image[Position(hierarchy.LPathTable)..], hierarchy, bigEndian: false);
        PathTableWriter.Write(image[Position(hierarchy.MPathTable)..], hierarchy, bigEndian: true);
        var writer = new DirectoryWriter(hierarchy, image, time);
        foreach (var directory in hierarchy.Directories)
        {
            writer.Write(directory);
        }
    }

    private static int Position(uint block) => (int)(block * Sector.Size);
}
