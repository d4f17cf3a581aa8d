using System.Text;

namespace ConfigDrive.Iso.Conformance;

/// <summary>Walks one tree and checks every directory in it (ECMA-119 6.8).</summary>
internal sealed class TreeCheck
{
    private const int MaximumLevels = 8;

    // Joliet lifts the limit (Joliet, "Relaxation of ISO 9660 Restrictions"), and some writers pass over it; some end there must be.
    private const int LevelsToWalk = 100;

    private readonly CheckedImage image;
    private readonly CheckedVolume volume;
    private readonly ExtentMap extents;
    private readonly Findings findings;
    private readonly DirectoryCheck check;
    private readonly HashSet<uint> visited = [];
    private long budget;

    public TreeCheck(CheckedImage image, CheckedVolume volume, IsoCheckOptions options, ExtentMap extents, Findings findings)
    {
        this.image = image;
        this.volume = volume;
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
        if (findings.Require(
            length > 0 && length % CheckedImage.BlockSize == 0,
            "ECMA-119 6.8.1.3",
            where,
            $"a directory takes whole sectors, this one {length} bytes")
            && findings.Require(
                image.Has((long)block * CheckedImage.BlockSize, length),
                "ECMA-119 9.1.3",
                where,
                $"the directory at block {block} with {length} bytes is outside of the image")
            && findings.Require(
                visited.Add(block) && (budget -= length) >= 0,
                "ECMA-119 6.8.2",
                where,
                $"the directory at block {block} stands in more than one place")
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
        findings.Require(
            directory.Level <= MaximumLevels,
            volume.IsJoliet ? "config drive: depth" : "ECMA-119 6.8.2.1",
            where,
            $"the directory is on level {directory.Level}, deeper than {MaximumLevels}");
        return directory.Level <= LevelsToWalk;
    }
}

/// <summary>A directory that the check of a tree came by.</summary>
/// <param name="Path">Its path in the identifiers of the tree, for findings.</param>
/// <param name="Identifier">The bytes of its identifier; one zero byte for the root.</param>
/// <param name="Block">The block where it starts.</param>
/// <param name="Length">Its bytes, all of them in the image.</param>
/// <param name="Parent">The directory above; null for the root.</param>
internal sealed record CheckedDirectory(string Path, byte[] Identifier, uint Block, uint Length, CheckedDirectory? Parent)
{
    /// <summary>The level in the hierarchy; the root is level 1 (ECMA-119 6.8.2).</summary>
    public int Level { get; } = Parent is null ? 1 : Parent.Level + 1;

    /// <summary>The identifiers' lengths and the number of directories up to here (ECMA-119 6.8.2.1).</summary>
    public int PathLength { get; } = Parent is null ? 0 : Parent.PathLength + Identifier.Length + 1;

    /// <summary>The path in Rock Ridge names; null if there is no such name.</summary>
    public string? PosixPath { get; init; }

    /// <summary>What Rock Ridge says of it in the record in its parent, or, of the root, in its own.</summary>
    public PosixEntries? Posix { get; set; }

    /// <summary>The number of directories in it.</summary>
    public int Subdirectories { get; set; }
}

/// <summary>A file that the check of a tree came by.</summary>
/// <param name="Path">Its path in the identifiers of the tree, without version.</param>
/// <param name="PosixPath">Its path in Rock Ridge names; null if there is no such name.</param>
/// <param name="Block">The block where it starts.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Posix">What Rock Ridge says of it.</param>
internal sealed record CheckedFile(string Path, string? PosixPath, uint Block, uint Length, PosixEntries? Posix);
