using ConfigDrive.Iso.Format;

namespace ConfigDrive.Iso.Layout;

/// <summary>
/// Where everything lies: system area, descriptors (primary, Joliet, terminator), path tables (L and M of each tree), directories of the primary tree,
/// continuations, directories of the Joliet tree, contents.
/// </summary>
internal sealed class ImageLayout
{
    /// <summary>The image's length is a multiple of 4 KiB, so that it can be read past the page cache on disks with such sectors (kubevirt/kubevirt#5785).</summary>
    private const int BlocksPerPage = 2;

    private const uint Descriptors = 3;

    private ImageLayout(DirectoryHierarchy primary, DirectoryHierarchy joliet)
    {
        Primary = primary;
        Joliet = joliet;
    }

    public DirectoryHierarchy Primary { get; }

    public DirectoryHierarchy Joliet { get; }

    /// <summary>The contents that have bytes, in the order in which they lie.</summary>
    public IReadOnlyList<FileExtent> Extents { get; private set; } = [];

    /// <summary>The first block of the contents: what comes before is made here, what comes after is read from the caller.</summary>
    public uint FirstContentBlock { get; private set; }

    /// <summary>The size of the volume (ECMA-119 8.4.8), which is that of the image.</summary>
    public uint Blocks { get; private set; }

    /// <summary>Lays out files.</summary>
    /// <exception cref="IsoLayoutException">The files cannot be an image.</exception>
    public static ImageLayout Create(IEnumerable<IsoFile> files)
    {
        var root = DirectoryTree.Build(files);
        var rockRidge = new RockRidgeLayout();
        var primary = DirectoryHierarchy.Build(root, new PrimaryIdentifiers(), rockRidge);
        var joliet = DirectoryHierarchy.Build(root, new JolietIdentifiers(), rockRidge: null);

        var block = joliet.PlacePathTables(primary.PlacePathTables(Sector.SystemArea + Descriptors));
        block = primary.PlaceDirectories(block);
        rockRidge.Continuations.FirstBlock = block;
        block = joliet.PlaceDirectories(block + rockRidge.Continuations.Blocks);

        if ((long)block * Sector.Size > int.MaxValue)
        {
            throw new IsoLayoutException("/", "the directories of an image take less than 2 GiB: give fewer files");
        }

        var layout = new ImageLayout(primary, joliet) { FirstContentBlock = block };
        layout.PlaceContents();
        return layout;
    }

    // The order of the primary tree: it depends on the paths alone, and a reader that walks the tree reads forwards.
    private void PlaceContents()
    {
        var files = Primary.Directories.Sum(static directory => directory.Children.Length - directory.Subdirectories.Length);
        var extents = new List<FileExtent>(files);
        var extentOf = new Dictionary<IsoContent, FileExtent>(files, ReferenceEqualityComparer.Instance);
        long block = FirstContentBlock;
        var serial = (uint)Primary.Directories.Count;
        foreach (var directory in Primary.Directories)
        {
            foreach (var file in directory.Children)
            {
                if (file.Content is not { } content)
                {
                    continue;
                }

                if (!extentOf.TryGetValue(content, out var extent))
                {
                    // A file without bytes has no sector, but readers want a location inside the image all the same, and libarchive takes one that is
                    // a directory's for a loop. The continuations lie where neither a directory nor a file does.
                    var start = content.Length == 0 ? Primary.RockRidge!.Continuations.FirstBlock : (uint)block;
                    extent = new FileExtent(content, start, ++serial) { File = file };
                    extentOf.Add(content, extent);
                    if (content.Length > 0)
                    {
                        extents.Add(extent);
                    }

                    block += Sector.CountFor(content.Length);
                    if (block > uint.MaxValue - BlocksPerPage)
                    {
                        throw new IsoLayoutException(file.ToString(), "an image has less than 2^32 blocks, 8 TiB (ECMA-119 8.4.8)");
                    }
                }

                extent.Links++;
                file.Extent = extent;
            }
        }

        Extents = extents;
        Blocks = (uint)((block + BlocksPerPage - 1) / BlocksPerPage * BlocksPerPage);
    }
}
