namespace ConfigDrive.Iso.Layout;

/// <summary>
/// The order of records (ECMA-119 9.3): by the file name, then by the extension, which follows the last dot of a file's identifier. A
/// directory's identifier has no extension.
/// </summary>
internal static class IdentifierOrder
{
    public static int Compare(Node left, string leftIdentifier, Node right, string rightIdentifier)
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
