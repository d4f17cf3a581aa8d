namespace ConfigDrive.Iso.Format;

/// <summary>
/// The system use entries of SUSP (IEEE P1281) and Rock Ridge (RRIP, IEEE P1282), their lengths and the positions of their fields. Each starts
/// with a two-character signature, its length and its version (SUSP 4.1).
/// </summary>
internal static class SystemUseEntries
{
    public const int Signature = 0;
    public const int Length = Signature + 2;
    public const int Version = Length + 1;
    public const int Data = Version + 1;

    /// <summary>SP: SUSP is in use (SUSP 5.3).</summary>
    public const int SharingProtocolLength = Data + 3;

    /// <summary>CE: where the entries go on (SUSP 5.1): block, offset and length, each in both byte orders.</summary>
    public const int ContinuationLength = Data + 3 * 8;

    /// <summary>PX: mode, links, user, group and serial number, each in both byte orders (RRIP 4.1.1).</summary>
    public const int PosixAttributesLength = Data + 5 * 8;

    /// <summary>TF: flags, and times in the short form (RRIP 4.1.6): modification, access, attribute change.</summary>
    public const int TimeStampsLength = Data + 1 + 3 * 7;

    /// <summary>NM: flags, then a part of the name (RRIP 4.1.4).</summary>
    public const int AlternateNameFlags = Data;
    public const int AlternateName = AlternateNameFlags + 1;

    /// <summary>NM flag: the name continues in the next NM (RRIP 4.1.4).</summary>
    public const byte NameContinues = 0b0000_0001;

    /// <summary>TF flags: modification, access and attribute change times are recorded (RRIP 4.1.6).</summary>
    public const byte ModifyAccessAttributes = 0b0000_1110;

    /// <summary>The two bytes that make an SP recognisable (SUSP 5.3).</summary>
    public static ReadOnlySpan<byte> SharingProtocolCheck => [0xBE, 0xEF];

    /// <summary>
    /// ER: names the extension in use (SUSP 5.5). RRIP_1991A is what genisoimage and xorriso announce and what every reader knows; the two
    /// texts are those that RRIP 4.3 prescribes for it.
    /// </summary>
    public static ReadOnlySpan<byte> RockRidgeIdentifier => "RRIP_1991A"u8;

    public static ReadOnlySpan<byte> RockRidgeDescriptor =>
        "THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS"u8;

    public static ReadOnlySpan<byte> RockRidgeSource =>
        "PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  SEE PUBLISHER IDENTIFIER IN PRIMARY VOLUME DESCRIPTOR FOR "u8
        + "CONTACT INFORMATION."u8;

    /// <summary>The length of the ER entry: the lengths of its three texts and its own version, then the texts.</summary>
    public static int ExtensionsReferenceLength =>
        Data + 4 + RockRidgeIdentifier.Length + RockRidgeDescriptor.Length + RockRidgeSource.Length;
}
