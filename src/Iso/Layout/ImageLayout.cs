using ConfigDrive.Iso.Format;

namespace ConfigDrive.Iso.Layout;

/// <summary>
/// Where everything is in the image: system area, descriptors (primary, Joliet, terminator), path tables (L and M of each tree), directories of the
/// primary tree with their continuations, directories of the Joliet tree, contents.
/// </summary>
internal sealed class ImageLayout
{
    /// <summary>
    /// The image's length is a multiple of 4 KiB, so that it can be read without the page cache on disks with such sectors
    /// (kubevirt/kubevirt#5785).
    /// </summary>
    public const int BlocksPerPage = 2;

    private const uint Descriptors = 3;

    private ImageLayout()
    {
    }

    public required DirectoryHierarchy Primary { get; init; }

    public required DirectoryHierarchy Joliet { get; init; }

    public required ContentExtents Contents { get; init; }

    /// <summary>The first block of the contents: what comes before it is generated, what comes after it is the caller's.</summary>
    public required uint FirstContentBlock { get; init; }

    /// <summary>The size of the volume (ECMA-119 8.4.8), which is that of the image.</summary>
    public required uint Blocks { get; init; }

    /// <summary>Lays out files.</summary>
    /// <exception cref="IsoLayoutException">The files cannot be an image.</exception>
    public static ImageLayout Create(IEnumerable<IsoFile> files)
    {
        var root = DirectoryTree.Build(files);
        var primary = DirectoryHierarchy.Build(root, new PrimaryIdentifiers(), hasRockRidge: true);
        var joliet = DirectoryHierarchy.Build(root, new JolietIdentifiers(), hasRockRidge: false);

        var block = joliet.PlacePathTables(primary.PlacePathTables(Sector.SystemArea + Descriptors));
        block = joliet.PlaceDirectories(primary.PlaceDirectories(block));

        if ((long)block * Sector.Size > int.MaxValue)
        {
            throw new IsoLayoutException("/", "the directories of an image take less than 2 GiB: give fewer files");
        }

        var contents = ContentExtents.Place(primary, block);
        return new ImageLayout
        {
            Primary = primary,
            Joliet = joliet,
            Contents = contents,
            FirstContentBlock = block,
            Blocks = (contents.NeededEnd + BlocksPerPage - 1) / BlocksPerPage * BlocksPerPage,
        };
    }
}
