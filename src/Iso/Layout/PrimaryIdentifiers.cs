using System.Buffers;
using System.Text;

namespace ConfigDrive.Iso.Layout;

/// <summary>
/// Identifiers of the primary tree: ECMA-119 7.5 and 7.6 at interchange level 2, relaxed as genisoimage does for OpenStack Nova (-l
/// -allow-lowercase -allow-multidot -ldots): up to 31 characters with the dot that every file identifier has, of the portable file name
/// characters of POSIX. Guests that read neither Rock Ridge nor Joliet then still find the names that they look for.
/// </summary>
internal sealed class PrimaryIdentifiers : IIdentifierScheme
{
    private const int MaximumLength = 31;

    private static readonly SearchValues<char> Portable =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private readonly IdentifierMangler mangler = new(MaximumLength, static name => name.IndexOfAnyExcept(Portable));

    /// <inheritdoc/>
    public int MaximumPathLength => 255;

    /// <inheritdoc/>
    public string Tree => "primary";

    /// <inheritdoc/>
    public void Assign(Node directory) =>
        mangler.Assign(
            directory.Children!,
            static (node, identifier) => node.PrimaryIdentifier = identifier,
            static node => LacksSeparator(node, node.Name.AsSpan().TrimEnd('.')) ? 1 : 0);

    /// <inheritdoc/>
    public int EncodedLength(Node node) => node.PrimaryIdentifier.Length + Ending(node).Length;

    /// <inheritdoc/>
    public void Encode(Node node, Span<byte> field)
    {
        var written = Encoding.ASCII.GetBytes(node.PrimaryIdentifier, field);
        Ending(node).CopyTo(field[written..]);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The name and the extension are compared apart, as if padded with spaces, below which no character of an identifier lies.
    /// </remarks>
    public int Compare(Node? left, Node? right) =>
        IdentifierOrder.Compare(left!, left!.PrimaryIdentifier, right!, right!.PrimaryIdentifier);

    // SEPARATOR 1 stands in every file identifier (ECMA-119 7.5.1), and the version number 1 follows SEPARATOR 2.
    private static ReadOnlySpan<byte> Ending(Node node) =>
        node.IsDirectory ? default : LacksSeparator(node, node.PrimaryIdentifier) ? ".;1"u8 : ";1"u8;

    private static bool LacksSeparator(Node node, ReadOnlySpan<char> identifier) => !node.IsDirectory && !identifier.Contains('.');
}
