using ConfigDrive.Iso.Format;

namespace ConfigDrive.Iso.Layout;

/// <summary>
/// One of the trees of the image (ECMA-119 6.8.2): all its directories in the order of the path table, and their places.
/// </summary>
internal sealed class DirectoryHierarchy
{
    private readonly List<DirectoryExtent> directories = [];

    private DirectoryHierarchy(IdentifierScheme identifiers, bool hasRockRidge)
    {
        Identifiers = identifiers;
        HasRockRidge = hasRockRidge;
    }

    public IdentifierScheme Identifiers { get; }

    /// <summary>Whether the records have Rock Ridge entries.</summary>
    public bool HasRockRidge { get; }

    /// <summary>The directories by level, then by the number of the parent, then by identifier (ECMA-119 6.9.1).</summary>
    public IReadOnlyList<DirectoryExtent> Directories => directories;

    public DirectoryExtent Root => directories[0];

    /// <summary>The bytes of a path table (ECMA-119 8.4.13).</summary>
    public int PathTableSize { get; private set; }

    /// <summary>The block of the table with the least significant byte first (ECMA-119 8.4.14).</summary>
    public uint LPathTable { get; private set; }

    /// <summary>The block of the table with the most significant byte first (ECMA-119 8.4.16).</summary>
    public uint MPathTable { get; private set; }

    /// <summary>Builds a tree: chooses the identifiers, numbers the directories and sizes them.</summary>
    /// <exception cref="IsoLayoutException">
    /// A path is too long for the tree, or there are too many directories for its path table.
    /// </exception>
    public static DirectoryHierarchy Build(Node root, IdentifierScheme identifiers, bool hasRockRidge)
    {
        var hierarchy = new DirectoryHierarchy(identifiers, hasRockRidge);
        hierarchy.Add(root, null, pathLength: 0);
        for (var i = 0; i < hierarchy.directories.Count; i++)
        {
            hierarchy.AddSubdirectories(hierarchy.directories[i]);
        }

        return hierarchy;
    }

    /// <summary>The length of the record of a file or directory.</summary>
    public int RecordLength(Node child)
    {
        var identifierLength = Identifiers.EncodedLength(child);
        return DirectoryRecord.LengthWith(identifierLength, HasRockRidge ? RockRidgeLayout.ChildLength(child, identifierLength) : 0);
    }

    /// <summary>Gives the path tables their sectors.</summary>
    /// <returns>The first block after them.</returns>
    public uint PlacePathTables(uint block)
    {
        var blocks = (uint)Sector.CountFor(PathTableSize);
        LPathTable = block;
        MPathTable = block + blocks;
        return MPathTable + blocks;
    }

    /// <summary>Gives the directories their sectors, and after each those of its continuations.</summary>
    /// <returns>The first block after them.</returns>
    public uint PlaceDirectories(uint block)
    {
        foreach (var directory in directories)
        {
            directory.FirstBlock = block;
            block += directory.Blocks;
        }

        return block;
    }

    private void AddSubdirectories(DirectoryExtent parent)
    {
        var next = 0;
        foreach (var child in parent.Children)
        {
            var pathLength = parent.PathLength + Identifiers.EncodedLength(child);
            var limit = Identifiers.MaximumPathLength;
            if (pathLength > limit)
            {
                throw new IsoLayoutException(
                    child.ToString(),
                    $"the path takes {pathLength} bytes in the {Identifiers.Tree} tree, which allows at most {limit} (ECMA-119 6.8.2.1)");
            }

            if (child.IsDirectory)
            {
                parent.Subdirectories[next++] = Add(child, parent, pathLength + 1);
            }
        }
    }

    private DirectoryExtent Add(Node node, DirectoryExtent? parent, int pathLength)
    {
        if (directories.Count == PathTableRecord.MaximumDirectories)
        {
            throw new IsoLayoutException(
                node.ToString(),
                $"an image has at most {PathTableRecord.MaximumDirectories} directories (ECMA-119 9.4.4)");
        }

        Identifiers.Assign(node);
        var children = node.Children!.ToArray();
        Array.Sort(children, Identifiers);
        var directory = new DirectoryExtent
        {
            Node = node,
            Parent = parent!,
            Number = directories.Count + 1,
            PathLength = pathLength,
            Children = children,
            Subdirectories = new DirectoryExtent[children.Count(static child => child.IsDirectory)],
        };
        directory.Size = Measure(directory);
        directories.Add(directory);
        PathTableSize += PathTableRecord.LengthWith(parent is null ? 1 : Identifiers.EncodedLength(node));
        return directory;
    }

    // The bytes of the directory's records, each inside one sector. Reserves their continuations on the way.
    private uint Measure(DirectoryExtent directory)
    {
        var isRoot = directory.Number == 1;
        if (isRoot && HasRockRidge)
        {
            directory.Node.Continuation = directory.ReserveContinuation(SystemUseEntries.ExtensionsReferenceLength);
        }

        var end = DirectoryRecord.LengthWith(1, HasRockRidge ? RockRidgeLayout.OwnLength(isRoot) : 0);
        end += DirectoryRecord.LengthWith(1, HasRockRidge ? RockRidgeLayout.OwnLength(isRoot: false) : 0);
        foreach (var child in directory.Children)
        {
            var length = RecordLength(child);
            end = DirectoryRecord.Place(end, length) + length;
            if (HasRockRidge && RockRidgeLayout.ContinuationLength(child, Identifiers.EncodedLength(child)) is > 0 and var rest)
            {
                child.Continuation = directory.ReserveContinuation(rest);
            }
        }

        return (uint)Sector.RoundUp(end);
    }
}

/// <summary>A directory as one of the trees records it: its records in order, and their sectors (ECMA-119 6.8.1).</summary>
internal sealed class DirectoryExtent
{
    private int continuationLength;

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

    /// <summary>
    /// The block after the directory's own, where the Rock Ridge entries go on that do not fit its records. Each directory has its own,
    /// before its subdirectories, because libarchive reads forwards: it would hand out a subdirectory without the end of its name.
    /// </summary>
    public uint FirstContinuationBlock => FirstBlock + (Size / Sector.Size);

    /// <summary>The blocks of the directory with those of its continuations.</summary>
    public uint Blocks => (Size / Sector.Size) + (uint)Sector.CountFor(continuationLength);

    /// <summary>The links that a POSIX file system would count: the entry, its own ".", and the ".." of each subdirectory.</summary>
    public uint Links => 2 + (uint)Subdirectories.Length;

    /// <summary>Reserves bytes for a continuation, inside one sector, because Linux reads no further (fs/isofs/rock.c).</summary>
    /// <returns>Their position after <see cref="FirstContinuationBlock"/>.</returns>
    public int ReserveContinuation(int length)
    {
        var position = DirectoryRecord.Place(continuationLength, length);
        continuationLength = position + length;
        return position;
    }
}
