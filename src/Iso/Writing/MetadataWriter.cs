using ConfigDrive.Iso.Format;
using ConfigDrive.Iso.Layout;

namespace ConfigDrive.Iso.Writing;

/// <summary>Writes everything of an image that comes before the contents: volume descriptors, path tables, directories.</summary>
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

        WriteTree(image, layout.Primary, time);
        WriteTree(image, layout.Joliet, time);
    }

    private static void WriteTree(Span<byte> image, DirectoryHierarchy hierarchy, ReadOnlySpan<byte> time)
    {
        WritePathTable(image[Position(hierarchy.LPathTable)..], hierarchy, bigEndian: false);
        WritePathTable(image[Position(hierarchy.MPathTable)..], hierarchy, bigEndian: true);
        var writer = new DirectoryWriter(hierarchy, image, time);
        foreach (var directory in hierarchy.Directories)
        {
            writer.Write(directory);
        }
    }

    // The two tables of a tree differ only in the order of the bytes of their numbers.
    private static void WritePathTable(Span<byte> table, DirectoryHierarchy hierarchy, bool bigEndian)
    {
        foreach (var directory in hierarchy.Directories)
        {
            // The root's identifier is one zero byte, in a Joliet table as well.
            var isRoot = directory.Number == 1;
            var identifierLength = isRoot ? 1 : hierarchy.Identifiers.EncodedLength(directory.Node);
            PathTableRecord.Write(table, identifierLength, directory.FirstBlock, (ushort)directory.Parent.Number, bigEndian);
            if (!isRoot)
            {
                hierarchy.Identifiers.Encode(directory.Node, table.Slice(PathTableRecord.IdentifierAt, identifierLength));
            }

            table = table[PathTableRecord.LengthWith(identifierLength)..];
        }
    }

    private static int Position(uint block) => (int)(block * Sector.Size);
}
