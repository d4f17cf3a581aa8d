using System.Text;

namespace ConfigDrive.Iso.Layout;

/// <summary>Builds the tree of nodes from paths, and rejects what no image can record.</summary>
internal sealed class DirectoryTree
{
    private const int MaximumNameLength = 255;

    /// <summary>The root is the first level, and there are eight at most (ECMA-119 6.8.2.1).</summary>
    private const int MaximumDirectoriesInPath = 7;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Node root = Node.Root();
    private readonly Dictionary<string, Node> directories = new(StringComparer.Ordinal);

    private DirectoryTree()
    {
    }

    /// <summary>
    /// The root of the tree, with the children of every directory in the ordinal order of their names, whatever the order of the files.
    /// </summary>
    /// <exception cref="IsoLayoutException">A path is malformed, too deep, or given twice.</exception>
    public static Node Build(IEnumerable<IsoFile> files)
    {
        var tree = new DirectoryTree();
        foreach (var file in files)
        {
            tree.Add(file);
        }

        Sort(tree.root);
        foreach (var directory in tree.directories.Values)
        {
            Sort(directory);
        }

        return tree.root;
    }

    private void Add(IsoFile file)
    {
        if (file.Path.AsSpan().Count('/') > MaximumDirectoriesInPath)
        {
            throw new IsoLayoutException(
                file.Path,
                "at most seven directories are above a file: eight levels with the root (ECMA-119 6.8.2.1)");
        }

        var slash = file.Path.LastIndexOf('/');
        var directory = slash < 0 ? root : Directory(file.Path.AsSpan(0, slash), file.Path);
        var name = file.Path[(slash + 1)..];
        directory.AddFile(name, CheckName(name, file.Path), file.Content);
    }

    private Node Directory(ReadOnlySpan<char> path, string filePath)
    {
        if (directories.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path, out var directory))
        {
            return directory;
        }

        var slash = path.LastIndexOf('/');
        var parent = slash < 0 ? root : Directory(path[..slash], filePath);
        var name = path[(slash + 1)..].ToString();
        directory = parent.AddDirectory(name, CheckName(name, filePath));
        directories.Add(slash < 0 ? name : path.ToString(), directory);
        return directory;
    }

    private static int CheckName(string name, string path)
    {
        if (name is "" or "." or "..")
        {
            throw new IsoLayoutException(
                path,
                "a path is names joined by single slashes, none of them empty, \".\" or \"..\", and starts with a name");
        }

        if (name.AsSpan().IndexOfAnyInRange('\0', '\x1F') >= 0 || name.AsSpan().IndexOfAnyInRange('\x7F', '\x9F') >= 0)
        {
            throw new IsoLayoutException(
                path,
                "a name has no control characters: Joliet and the primary tree cannot record them, and scripts in guests fail on them");
        }

        try
        {
            var length = StrictUtf8.GetByteCount(name);
            return length <= MaximumNameLength
                ? length
                : throw new IsoLayoutException(path, $"a name takes at most {MaximumNameLength} bytes of UTF-8, \"{name}\" takes {length}");
        }
        catch (EncoderFallbackException)
        {
            throw new IsoLayoutException(path, "a name is well-formed Unicode, this one has half of a surrogate pair");
        }
    }

    private static void Sort(Node directory)
    {
        var children = directory.Children!;
        children.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        for (var i = 1; i < children.Count; i++)
        {
            if (children[i].Name == children[i - 1].Name)
            {
                throw new IsoLayoutException(children[i].ToString(), "a path is given once, and is either a file or a directory");
            }
        }
    }
}

/// <summary>A file or a directory of the image, with its name and the identifiers that represent the name in each tree.</summary>
internal sealed class Node
{
    private Node(string name, int encodedLength, Node? parent, IsoContent? content)
    {
        Name = PrimaryIdentifier = JolietIdentifier = name;
        EncodedLength = encodedLength;
        Parent = parent;
        Content = content;
        Children = content is null ? [] : null;
    }

    /// <summary>The name as the caller gave it, recorded by Rock Ridge. Empty for the root.</summary>
    public string Name { get; }

    /// <summary>The bytes that the name takes in UTF-8.</summary>
    public int EncodedLength { get; }

    public Node? Parent { get; }

    /// <summary>The content of a file; null for a directory.</summary>
    public IsoContent? Content { get; }

    /// <summary>The files and directories inside a directory; null for a file.</summary>
    public List<Node>? Children { get; }

    /// <summary>The place of a file's content, once that is known.</summary>
    public FileExtent? Extent { get; set; }

    /// <summary>The identifier in the primary tree, without the version.</summary>
    public string PrimaryIdentifier { get; set; }

    /// <summary>The identifier in the Joliet tree.</summary>
    public string JolietIdentifier { get; set; }

    /// <summary>
    /// The position of the entries that did not fit the primary record, among the continuations of the parent directory. Zero if all fit.
    /// </summary>
    public int Continuation { get; set; }

    public bool IsDirectory => Children is not null;

    public static Node Root() => new("", 0, null, null);

    public Node AddDirectory(string name, int encodedLength) => Add(new Node(name, encodedLength, this, null));

    public Node AddFile(string name, int encodedLength, IsoContent content) => Add(new Node(name, encodedLength, this, content));

    /// <summary>The path from the root, for messages.</summary>
    public override string ToString() => Parent is null ? "/" : Parent.Parent is null ? Name : $"{Parent}/{Name}";

    private Node Add(Node child)
    {
        Children!.Add(child);
        return child;
    }
}
