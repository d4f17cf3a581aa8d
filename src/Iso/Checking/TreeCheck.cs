using System.Text;

namespace ConfigDrive.Iso.Checking;

/// <summary>Walks one tree and checks every directory in it (ECMA-119 6.8).</summary>
internal sealed class TreeCheck
{
    private const int MaximumLevels = 8;

    private readonly CheckedImage image;
    private readonly CheckedVolume volume;
    private readonly IsoCheckOptions options;
    private readonly ExtentMap extents;
    private readonly Findings findings;
    private readonly DirectoryCheck check;
    private readonly HashSet<uint> visited = [];
    private long budget;

    public TreeCheck(CheckedImage image, CheckedVolume volume, IsoCheckOptions options, ExtentMap extents, Findings findings)
    {
        this.image = image;
        this.volume = volume;
        this.options = options;
        this.extents = extents;
        this.findings = findings;
        budget = image.Length;
        check = new DirectoryCheck(image, this, options, extents, findings);
    }

    public CheckedVolume Volume => volume;

    /// <summary>The directories, each after its parent.</summary>
    public List<CheckedDirectory> Directories { get; } = [];

    public List<CheckedFile> Files { get; } = [];

    /// <summary>Whether the records have Rock Ridge entries, which the root's own record says.</summary>
    public bool HasRockRidge { get; set; }

    public void Run()
    {
        Add(new CheckedDirectory("/", [0], volume.RootBlock, volume.RootLength, null) { PosixPath = "" }, volume.Where);
        for (var i = 0; i < Directories.Count && !findings.IsFull; i++)
        {
            check.Run(Directories[i]);
        }
    }

    /// <summary>Takes a directory to be walked later, if its extent is sound and new.</summary>
    public void Add(CheckedDirectory directory, string where)
    {
        var (block, length) = (directory.Block, directory.Length);
        if (findings.Require(length > 0 && length % CheckedImage.BlockSize == 0, "ECMA-119 6.8.1.3", where, $"a directory takes whole sectors, this one {length} bytes")
            && findings.Require(image.Has((long)block * CheckedImage.BlockSize, length), "ECMA-119 9.1.3", where, $"the directory at block {block} with {length} bytes is outside of the image")
            && findings.Require(visited.Add(block) && (budget -= length) >= 0, "ECMA-119 6.8.2", where, $"the directory at block {block} stands in more than one place")
            && Depth(directory, where))
        {
            extents.AddStructure(block, length, $"{volume.Name} directory {directory.Path}");
            Directories.Add(directory);
        }
    }

    /// <summary>An identifier as text, without the version and without the dot that ends a name which has no extension.</summary>
    public string Name(CheckedRecord record)
    {
        var name = (volume.IsJoliet ? Encoding.BigEndianUnicode : Encoding.Latin1).GetString(record.Identifier);
        var separator = record.IsDirectory ? -1 : name.LastIndexOf(';');
        name = separator < 0 ? name : name[..separator];
        return !volume.IsJoliet && !record.IsDirectory && name.EndsWith('.') ? name[..^1] : name;
    }

    private bool Depth(CheckedDirectory directory, string where)
    {
        // Joliet lifts the limit (Joliet, "Relaxation of ISO 9660 Restrictions"); some end there must be all the same.
        var limit = volume.IsJoliet && !options.ConfigDrive ? 100 : MaximumLevels;
        return findings.Require(directory.Level <= limit, "ECMA-119 6.8.2.1", where, $"the directory is on level {directory.Level}, deeper than {limit}");
    }
}
