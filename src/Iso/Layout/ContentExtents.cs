using ConfigDrive.Iso.Format;

namespace ConfigDrive.Iso.Layout;

/// <summary>Gives the contents of the files their sectors, each content once.</summary>
internal sealed class ContentExtents
{
    private readonly List<FileExtent> extents;
    private readonly Dictionary<IsoContent, FileExtent> extentOf;
    private readonly uint firstBlock;
    private uint serial;

    private ContentExtents(int files, uint firstBlock, uint serial)
    {
        extents = new List<FileExtent>(files);
        extentOf = new Dictionary<IsoContent, FileExtent>(files, ReferenceEqualityComparer.Instance);
        this.firstBlock = firstBlock;
        this.serial = serial;
        End = firstBlock;
    }

    /// <summary>The contents that have bytes, in the order of their blocks.</summary>
    public IReadOnlyList<FileExtent> Extents => extents;

    /// <summary>The block after the last content.</summary>
    public uint End { get; private set; }

    /// <summary>
    /// The block up to which the image must reach. A file without bytes has no sector, and the location in its record should not matter
    /// (ECMA-119 6.4.1). But libarchive refuses one outside of the image, treats one in a directory as a loop, and expects none before the
    /// continuation of the record. The block of the first content is right; where there is none, an empty sector is added.
    /// </summary>
    public uint NeededEnd => extents.Count == 0 && extentOf.Count > 0 ? End + 1 : End;

    /// <summary>
    /// Places contents in the order of the primary tree: it depends on the paths alone, and a reader of the whole tree reads forwards.
    /// </summary>
    /// <exception cref="IsoLayoutException">The contents need more blocks than a volume has.</exception>
    public static ContentExtents Place(DirectoryHierarchy primary, uint firstBlock)
    {
        var files = primary.Directories.Sum(static directory => directory.Children.Length - directory.Subdirectories.Length);
        var contents = new ContentExtents(files, firstBlock, (uint)primary.Directories.Count);
        foreach (var directory in primary.Directories)
        {
            foreach (var file in directory.Children)
            {
                if (file.Content is { } content)
                {
                    file.Extent = contents.ExtentOf(content, file);
                    file.Extent.Links++;
                }
            }
        }

        return contents;
    }

    private FileExtent ExtentOf(IsoContent content, Node file)
    {
        if (extentOf.TryGetValue(content, out var extent))
        {
            return extent;
        }

        var end = End + Sector.CountFor(content.Bytes.Length);
        if (end >= uint.MaxValue - 1)
        {
            throw new IsoLayoutException(file.ToString(), "an image has less than 2^32 blocks, 8 TiB (ECMA-119 8.4.8)");
        }

        extent = new FileExtent(content, content.Bytes.Length == 0 ? firstBlock : End, ++serial);
        extentOf.Add(content, extent);
        if (content.Bytes.Length > 0)
        {
            extents.Add(extent);
        }

        End = (uint)end;
        return extent;
    }
}

/// <summary>The sectors of a content, once for all files that have it (ECMA-119 6.4.1).</summary>
internal sealed class FileExtent(IsoContent content, uint firstBlock, uint serial)
{
    public IsoContent Content { get; } = content;

    public uint FirstBlock { get; } = firstBlock;

    /// <summary>The file serial number that the files of this extent have in common, and no other file has (RRIP 4.1.1).</summary>
    public uint Serial { get; } = serial;

    /// <summary>How many files have the content (RRIP 4.1.1, st_nlink).</summary>
    public uint Links { get; set; }
}
