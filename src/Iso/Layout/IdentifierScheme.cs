using System.Buffers;
using System.Text;

namespace ConfigDrive.Iso.Layout;

/// <summary>
/// How names become identifiers in one of the two trees, and how these are recorded and ordered: as a comparer it orders the records of a
/// directory, and with them the directories of a path table (ECMA-119 9.3, 6.9.1).
/// </summary>
internal abstract class IdentifierScheme : IComparer<Node>
{
    /// <summary>The most that the lengths of the identifiers of a path and the number of its directories add up to (6.8.2.1).</summary>
    public abstract int MaximumPathLength { get; }

    /// <summary>The name of the tree, for messages.</summary>
    public abstract string Tree { get; }

    /// <summary>Gives every child of a directory an identifier that this tree can record and that none of its siblings has.</summary>
    public abstract void Assign(Node directory);

    /// <summary>The bytes that a node's identifier takes in a record.</summary>
    public abstract int EncodedLength(Node node);

    /// <summary>Writes a node's identifier into a field of exactly <see cref="EncodedLength"/> bytes.</summary>
    public abstract void Encode(Node node, Span<byte> field);

    public abstract int Compare(Node? left, Node? right);

    /// <summary>
    /// The order of records (ECMA-119 9.3): by the file name, then by the extension, which follows the last dot of a file's identifier; a
    /// directory's identifier has no extension. The two are compared apart, as if padded with spaces (ECMA-119 9.3) or zeros (Joliet
    /// specification, "Sort Ordering"), which no character of an identifier is below.
    /// </summary>
    protected static int Compare(Node left, string leftIdentifier, Node right, string rightIdentifier)
    {
        var leftDot = Dot(left, leftIdentifier);
        var rightDot = Dot(right, rightIdentifier);
        var order = leftIdentifier.AsSpan(0, leftDot).SequenceCompareTo(rightIdentifier.AsSpan(0, rightDot));
        return order != 0 ? order : leftIdentifier.AsSpan(leftDot).SequenceCompareTo(rightIdentifier.AsSpan(rightDot));
    }

    private static int Dot(Node node, string identifier)
    {
        var dot = node.IsDirectory ? -1 : identifier.LastIndexOf('.');
        return dot < 0 ? identifier.Length : dot;
    }
}

/// <summary>
/// Identifiers of the primary tree: ECMA-119 7.5 and 7.6 at interchange level 2, relaxed as genisoimage does for OpenStack Nova (-l
/// -allow-lowercase -allow-multidot -ldots): up to 31 characters with the dot that every file identifier has, of the portable file name
/// characters of POSIX. Guests that read neither Rock Ridge nor Joliet then still find the names that they look for.
/// </summary>
internal sealed class PrimaryIdentifiers : IdentifierScheme
{
    private const int MaximumLength = 31;

    private static readonly SearchValues<char> Portable =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private readonly IdentifierMangler mangler = new(MaximumLength, static name => name.IndexOfAnyExcept(Portable));

    public override int MaximumPathLength => 255;

    public override string Tree => "primary";

    public override void Assign(Node directory) =>
        mangler.Assign(
            directory.Children!,
            static (node, identifier) => node.PrimaryIdentifier = identifier,
            static node => LacksSeparator(node, node.Name.AsSpan().TrimEnd('.')) ? 1 : 0);

    public override int EncodedLength(Node node) => node.PrimaryIdentifier.Length + Ending(node).Length;

    public override void Encode(Node node, Span<byte> field)
    {
        var written = Encoding.ASCII.GetBytes(node.PrimaryIdentifier, field);
        Ending(node).CopyTo(field[written..]);
    }

    public override int Compare(Node? left, Node? right) => Compare(left!, left!.PrimaryIdentifier, right!, right!.PrimaryIdentifier);

    // SEPARATOR 1 is in every file identifier (ECMA-119 7.5.1), and the version number 1 follows SEPARATOR 2.
    private static ReadOnlySpan<byte> Ending(Node node) =>
        node.IsDirectory ? default : LacksSeparator(node, node.PrimaryIdentifier) ? ".;1"u8 : ";1"u8;

    private static bool LacksSeparator(Node node, ReadOnlySpan<char> identifier) => !node.IsDirectory && !identifier.Contains('.');
}

/// <summary>
/// Identifiers of the Joliet tree: up to 64 characters of UCS-2, big endian (Joliet specification, "Allowed Character Set"). The version
/// number is left out, as genisoimage and xorriso leave it out.
/// </summary>
internal sealed class JolietIdentifiers : IdentifierScheme
{
    private const int MaximumLength = 64;

    // UCS-2 has no surrogate pairs: a character beyond the basic plane cannot be recorded.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. "*/:;?\\", .. Range('\0', '\x1F'), .. Range('\uD800', '\uDFFF')]);

    private readonly IdentifierMangler mangler = new(MaximumLength, static name => name.IndexOfAny(Forbidden));

    /// <summary>Joliet lowers the limit of ECMA-119 6.8.2.1.</summary>
    public override int MaximumPathLength => 240;

    public override string Tree => "Joliet";

    public override void Assign(Node directory) =>
        mangler.Assign(directory.Children!, static (node, identifier) => node.JolietIdentifier = identifier, static _ => 0);

    public override int EncodedLength(Node node) => node.JolietIdentifier.Length * sizeof(char);

    public override void Encode(Node node, Span<byte> field) => Encoding.BigEndianUnicode.GetBytes(node.JolietIdentifier, field);

    public override int Compare(Node? left, Node? right) => Compare(left!, left!.JolietIdentifier, right!, right!.JolietIdentifier);

    private static IEnumerable<char> Range(char first, char last) => Enumerable.Range(first, last - first + 1).Select(c => (char)c);
}
