namespace ConfigDrive.Iso.Checking;

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
