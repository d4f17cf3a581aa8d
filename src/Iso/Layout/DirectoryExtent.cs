namespace ConfigDrive.Iso.Layout;

/// <summary>A directory as one of the trees records it: its records in order, and the sectors that hold them (ECMA-119 6.8.1).</summary>
internal sealed class DirectoryExtent
{
    public required Node Node { get; init; }

    /// <summary>The parent directory; the root is its own (ECMA-119 6.8.2.2).</summary>
    public DirectoryExtent Parent { get => field ?? this; init; }

    /// <summary>The directory's number: its place in the path table, from 1 (ECMA-119 6.9.1).</summary>
    public required int Number { get; init; }

    /// <summary>The sum of ECMA-119 6.8.2.1 up to this directory: the lengths of the identifiers and the number of directories.</summary>
    public required int PathLength { get; init; }

    /// <summary>The files and directories inside, in the order of their records.</summary>
    public required Node[] Children { get; init; }

    /// <summary>The subdirectories among them, in the same order.</summary>
    public required DirectoryExtent[] Subdirectories { get; init; }

    /// <summary>The bytes of the directory: whole sectors.</summary>
    public uint Size { get; set; }

    public uint FirstBlock { get; set; }

    /// <summary>The links that a POSIX file system would count: the entry, its own ".", and the ".." of each subdirectory.</summary>
    public uint Links => 2 + (uint)Subdirectories.Length;
}
