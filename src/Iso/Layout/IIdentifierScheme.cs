namespace ConfigDrive.Iso.Layout;

/// <summary>
/// How names become identifiers in one of the two trees, and how these are recorded and ordered: as a comparer it orders the records of a
/// directory, and with them the directories of a path table (ECMA-119 9.3, 6.9.1).
/// </summary>
internal interface IIdentifierScheme : IComparer<Node>
{
    /// <summary>Gives every child of a directory an identifier that this tree can record and that none of its siblings has.</summary>
    void Assign(Node directory);

    /// <summary>The bytes that a node's identifier takes in a record.</summary>
    int EncodedLength(Node node);

    /// <summary>Writes a node's identifier into a field of exactly <see cref="EncodedLength"/> bytes.</summary>
    void Encode(Node node, Span<byte> field);

    /// <summary>The largest sum of the lengths of the identifiers of a path plus the number of directories in it (ECMA-119 6.8.2.1).</summary>
    int MaximumPathLength { get; }

    /// <summary>The name of the tree, for messages.</summary>
    string Tree { get; }
}
