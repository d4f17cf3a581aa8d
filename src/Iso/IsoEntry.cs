using ConfigDrive.Iso.Reading;

namespace ConfigDrive.Iso;

/// <summary>A file or directory that an <see cref="IsoReader"/> found.</summary>
public sealed class IsoEntry
{
    internal IsoEntry(IsoEntry? parent, string name)
    {
        Parent = parent;
        Name = name;
        Depth = parent is null ? 1 : parent.Depth + 1;
    }

    /// <summary>The directory that the entry is in; null at the top of the image.</summary>
    public IsoEntry? Parent { get; }

    /// <summary>The name in the tree that was read: never empty, ".", "..", nor with a "/" in it.</summary>
    public string Name { get; }

    /// <summary>The names from the top of the image, joined by "/".</summary>
    public string Path => Parent is null ? Name : $"{Parent.Path}/{Name}";

    /// <summary>What the entry is.</summary>
    public required IsoEntryKind Kind { get; init; }

    /// <summary>The logical block, of 2048 bytes, where the content starts.</summary>
    public required uint FirstBlock { get; init; }

    /// <summary>The bytes of the content, all of them inside the image.</summary>
    public required long Length { get; init; }

    internal int Depth { get; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}

/// <summary>What an entry of an image is. An image with anything else, such as symbolic links, is refused.</summary>
public enum IsoEntryKind
{
    /// <summary>A file with content.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,
}

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
