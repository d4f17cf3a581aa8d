using ConfigDrive.Iso.Format;

namespace ConfigDrive.Iso.Layout;

/// <summary>
/// How many bytes the Rock Ridge entries of a record take, and which of them are in the continuation area. Every record has PX and TF, a
/// child's record has NM as well, and the root's own record has SP first and, in its continuation, ER (SUSP 5.3 and 5.5).
/// </summary>
internal static class RockRidgeLayout
{
    private const int AttributesLength = SystemUseEntries.PosixAttributesLength + SystemUseEntries.TimeStampsLength;

    /// <summary>The length of the entries in the record of the parent directory, or of the directory itself, which may be the root.</summary>
    public static int OwnLength(bool isRoot) =>
        isRoot ? SystemUseEntries.SharingProtocolLength + AttributesLength + SystemUseEntries.ContinuationLength : AttributesLength;

    /// <summary>The length of the entries in the record of a file or directory.</summary>
    public static int ChildLength(Node node, int identifierLength)
    {
        var inRecord = NameInRecord(node, identifierLength);
        var continuation = inRecord < node.EncodedLength ? SystemUseEntries.ContinuationLength : 0;
        return AttributesLength + SystemUseEntries.AlternateName + inRecord + continuation;
    }

    /// <summary>The length of the entry in the continuation, with the rest of the name; zero if the record has all of it.</summary>
    public static int ContinuationLength(Node node, int identifierLength)
    {
        var rest = node.EncodedLength - NameInRecord(node, identifierLength);
        return rest > 0 ? SystemUseEntries.AlternateName + rest : 0;
    }

    /// <summary>The number of bytes of the name that are in the record itself.</summary>
    public static int NameInRecord(Node node, int identifierLength)
    {
        var systemUse = DirectoryRecord.MaximumLength - DirectoryRecord.SystemUseAt(identifierLength);
        var room = systemUse - AttributesLength - SystemUseEntries.AlternateName;
        return node.EncodedLength <= room ? node.EncodedLength : room - SystemUseEntries.ContinuationLength;
    }
}
