namespace ConfigDrive.Iso.Format;

/// <summary>
/// The positions of the fields of a volume descriptor, each computed from the one before it (ECMA-119 8.4, the primary descriptor, and 8.5, the
/// supplementary one, which uses three fields that the primary leaves unused).
/// </summary>
internal static class VolumeDescriptorFields
{
    public const int IdentifierLength = 32;
    public const int LongIdentifierLength = 128;
    public const int FileIdentifierLength = 37;
    public const int EscapeSequencesLength = 32;
    public const int RootDirectoryRecordLength = 34;
    public const int TimeLength = 17;
    public const int ApplicationUseLength = 512;

    public const int Type = 0;
    public const int StandardIdentifier = Type + 1;
    public const int Version = StandardIdentifier + 5;
    public const int VolumeFlags = Version + 1;
    public const int SystemIdentifier = VolumeFlags + 1;
    public const int VolumeIdentifier = SystemIdentifier + IdentifierLength;
    public const int VolumeSpaceSize = VolumeIdentifier + IdentifierLength + 8;
    public const int EscapeSequences = VolumeSpaceSize + 8;
    public const int VolumeSetSize = EscapeSequences + EscapeSequencesLength;
    public const int VolumeSequenceNumber = VolumeSetSize + 4;
    public const int LogicalBlockSize = VolumeSequenceNumber + 4;
    public const int PathTableSize = LogicalBlockSize + 4;
    public const int LPathTable = PathTableSize + 8;
    public const int OptionalLPathTable = LPathTable + 4;
    public const int MPathTable = OptionalLPathTable + 4;
    public const int OptionalMPathTable = MPathTable + 4;
    public const int RootDirectoryRecord = OptionalMPathTable + 4;
    public const int VolumeSetIdentifier = RootDirectoryRecord + RootDirectoryRecordLength;
    public const int PublisherIdentifier = VolumeSetIdentifier + LongIdentifierLength;
    public const int DataPreparerIdentifier = PublisherIdentifier + LongIdentifierLength;
    public const int ApplicationIdentifier = DataPreparerIdentifier + LongIdentifierLength;
    public const int CopyrightFileIdentifier = ApplicationIdentifier + LongIdentifierLength;
    public const int AbstractFileIdentifier = CopyrightFileIdentifier + FileIdentifierLength;
    public const int BibliographicFileIdentifier = AbstractFileIdentifier + FileIdentifierLength;
    public const int CreationTime = BibliographicFileIdentifier + FileIdentifierLength;
    public const int ModificationTime = CreationTime + TimeLength;
    public const int ExpirationTime = ModificationTime + TimeLength;
    public const int EffectiveTime = ExpirationTime + TimeLength;
    public const int FileStructureVersion = EffectiveTime + TimeLength;
    public const int ApplicationUse = FileStructureVersion + 2;

    public const byte PrimaryType = 1;
    public const byte SupplementaryType = 2;
    public const byte TerminatorType = 255;

    /// <summary>The five characters that every volume descriptor carries (ECMA-119 8.1.2).</summary>
    public static ReadOnlySpan<byte> Standard => "CD001"u8;

    /// <summary>
    /// The escape sequence of UCS-2 level 3, by which a supplementary descriptor is known as Joliet's (Joliet specification, "SVD Escape
    /// Sequences Field").
    /// </summary>
    public static ReadOnlySpan<byte> JolietLevel3 => "%/E"u8;
}
