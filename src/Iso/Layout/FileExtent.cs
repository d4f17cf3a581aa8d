namespace ConfigDrive.Iso.Layout;

/// <summary>The sectors that hold a content, once, however many files have it (ECMA-119 6.4.1).</summary>
/// <param name="content">The bytes.</param>
/// <param name="firstBlock">The logical block where they start.</param>
/// <param name="serial">The file serial number that the files of this extent have in common, and no other file has (RRIP 4.1.1).</param>
internal sealed class FileExtent(IsoContent content, uint firstBlock, uint serial)
{
    public IsoContent Content { get; } = content;

    public uint FirstBlock { get; } = firstBlock;

    public uint Serial { get; } = serial;

    /// <summary>How many files have the content (RRIP 4.1.1, st_nlink).</summary>
    public uint Links { get; set; }

    /// <summary>The path of one of the files, for messages.</summary>
    public required Node File { get; init; }
}
