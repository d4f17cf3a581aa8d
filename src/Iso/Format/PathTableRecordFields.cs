namespace ConfigDrive.Iso.Format;

/// <summary>Where the fields of a path table record lie, each computed from the one before it (ECMA-119 9.4).</summary>
internal static class PathTableRecordFields
{
    public const int IdentifierLength = 0;
    public const int ExtendedAttributeRecordLength = IdentifierLength + 1;
    public const int ExtentLocation = ExtendedAttributeRecordLength + 1;
    public const int ParentDirectoryNumber = ExtentLocation + 4;
    public const int Identifier = ParentDirectoryNumber + 2;

    /// <summary>A directory's number in the table takes 16 bits (ECMA-119 9.4.4).</summary>
    public const int MaximumDirectories = ushort.MaxValue;

    /// <summary>The length of a record: the identifier, padded to an even length (ECMA-119 9.4.6).</summary>
    public static int RecordLength(int identifierLength) => (Identifier + identifierLength + 1) & ~1;
}
