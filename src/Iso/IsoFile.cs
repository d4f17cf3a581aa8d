namespace ConfigDrive.Iso;

/// <summary>A file to put into an image.</summary>
/// <param name="Path">
/// Names joined by "/", such as "openstack/latest/user_data"; the directories are implied. A name is at most 255 bytes of UTF-8 without
/// control characters, and there are at most seven directories above a file.
/// </param>
/// <param name="Content">The bytes of the file.</param>
public sealed record IsoFile(string Path, IsoContent Content);

/// <summary>The bytes of a file. Files that are given the same instance are hard links: they share one extent of the image.</summary>
public sealed class IsoContent
{
    private IsoContent(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>The bytes, as they were given.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Makes a content of bytes, which are not copied and must not change while an image with them is written.</summary>
    public static IsoContent FromBytes(ReadOnlyMemory<byte> bytes) => new(bytes);
}
