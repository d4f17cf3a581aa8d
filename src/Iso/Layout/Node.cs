namespace ConfigDrive.Iso.Layout;

/// <summary>A file or a directory of the image, with its name and the identifiers that stand for the name in each tree.</summary>
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

    /// <summary>Where a file's content lies, once that is known.</summary>
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
