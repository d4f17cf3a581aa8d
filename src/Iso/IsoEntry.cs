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

    /// <summary>The directory that holds the entry; null at the top of the image.</summary>
    public IsoEntry? Parent { get; }

    /// <summary>The name in the tree that was read: never empty, ".", "..", nor with a "/" in it.</summary>
    public string Name { get; }

    /// <summary>The names from the top of the image, joined by "/".</summary>
    public string Path => Parent is null ? Name : $"{Parent.Path}/{Name}";

    /// <summary>What the entry is.</summary>
    public required IsoEntryKind Kind { get; init; }

    /// <summary>The logical block where the content starts.</summary>
    public required uint FirstBlock { get; init; }

    /// <summary>The bytes of the content, all of them inside the image.</summary>
    public required long Length { get; init; }

    /// <summary>When the entry was recorded (ECMA-119 9.1.5); null if the record has no valid date.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>What Rock Ridge says of the entry; null in the other trees.</summary>
    public IsoPosixAttributes? Posix { get; init; }

    /// <summary>Where a symbolic link points.</summary>
    public string? LinkTarget { get; init; }

    internal int Depth { get; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}
