namespace ConfigDrive.Iso.Format;

/// <summary>Where the fields of a directory record lie, each computed from the one before it (ECMA-119 9.1).</summary>
internal static class DirectoryRecordFields
{
    public const int Length = 0;
    public const int ExtendedAttributeRecordLength = Length + 1;
    public const int ExtentLocation = ExtendedAttributeRecordLength + 1;
    public const int DataLength = ExtentLocation + 8;
    public const int RecordingTime = DataLength + 8;
    public const int FileFlags = RecordingTime + 7;
    public const int FileUnitSize = FileFlags + 1;
    public const int InterleaveGapSize = FileUnitSize + 1;
    public const int VolumeSequenceNumber = InterleaveGapSize + 1;
    public const int IdentifierLength = VolumeSequenceNumber + 4;
    public const int Identifier = IdentifierLength + 1;

    /// <summary>The record's length is one byte and the record ends on an even position, so this is the most it can take.</summary>
    public const int MaximumLength = 254;

    /// <summary>The identifier of the record that describes the directory itself, and of the root (ECMA-119 7.6.2).</summary>
    public const byte SelfIdentifier = 0;

    /// <summary>The identifier of the record that describes the parent directory (ECMA-119 7.6.2).</summary>
    public const byte ParentIdentifier = 1;

    public const byte DirectoryFlag = 0b0000_0010;
    public const byte AssociatedFlag = 0b0000_0100;
    public const byte MultiExtentFlag = 0b1000_0000;

    /// <summary>
    /// The position of the system use field: after the identifier and the byte that pads it to an even position (ECMA-119 9.1.12).
    /// </summary>
    public static int SystemUse(int identifierLength) => (Identifier + identifierLength + 1) & ~1;
}
