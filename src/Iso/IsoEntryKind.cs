namespace ConfigDrive.Iso;

/// <summary>What an entry of an image is.</summary>
public enum IsoEntryKind
{
    /// <summary>A file with content.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link (Rock Ridge only).</summary>
    SymbolicLink,

    /// <summary>A device, a pipe or a socket (Rock Ridge only).</summary>
    Special,
}
