namespace ConfigDrive.Iso;

/// <summary>
/// The names under which an image's files can be found. Linux prefers Rock Ridge to Joliet to the primary tree; Windows reads Joliet.
/// </summary>
public enum IsoNameTree
{
    /// <summary>The identifiers of the primary volume descriptor's tree (ECMA-119 7.5), without version numbers.</summary>
    Primary,

    /// <summary>The identifiers of Joliet's own tree, in UCS-2.</summary>
    Joliet,

    /// <summary>The POSIX names that Rock Ridge adds to the primary tree (RRIP 4.1.4).</summary>
    RockRidge,
}
