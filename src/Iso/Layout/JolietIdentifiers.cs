using System.Buffers;
using System.Text;

namespace ConfigDrive.Iso.Layout;

/// <summary>
/// Identifiers of the Joliet tree: up to 64 characters of UCS-2, big endian (Joliet specification, "Allowed Character Set"). The version
/// number is left out, as genisoimage and xorriso leave it out.
/// </summary>
internal sealed class JolietIdentifiers : IIdentifierScheme
{
    private const int MaximumLength = 64;

    // UCS-2 has no surrogate pairs: a character beyond the basic plane cannot be recorded.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. "*/:;?\\", .. Range('\0', '\x1F'), .. Range('\uD800', '\uDFFF')]);

    private readonly IdentifierMangler mangler = new(MaximumLength, static name => name.IndexOfAny(Forbidden));

    /// <inheritdoc/>
    /// <remarks>Joliet lowers the limit of ECMA-119 6.8.2.1 to 240 bytes.</remarks>
    public int MaximumPathLength => 240;

    /// <inheritdoc/>
    public string Tree => "Joliet";

    /// <inheritdoc/>
    public void Assign(Node directory) =>
        mangler.Assign(directory.Children!, static (node, identifier) => node.JolietIdentifier = identifier, static _ => 0);

    /// <inheritdoc/>
    public int EncodedLength(Node node) => node.JolietIdentifier.Length * sizeof(char);

    /// <inheritdoc/>
    public void Encode(Node node, Span<byte> field) => Encoding.BigEndianUnicode.GetBytes(node.JolietIdentifier, field);

    /// <inheritdoc/>
    /// <remarks>The name and the extension are compared apart, as if padded with zeros (Joliet specification, "Sort Ordering").</remarks>
    public int Compare(Node? left, Node? right) => IdentifierOrder.Compare(left!, left!.JolietIdentifier, right!, right!.JolietIdentifier);

    private static IEnumerable<char> Range(char first, char last) => Enumerable.Range(first, last - first + 1).Select(c => (char)c);
}
