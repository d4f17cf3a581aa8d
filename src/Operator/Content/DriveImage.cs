using ConfigDrive.Iso;
using ConfigDrive.Iso.Writing;
using ConfigDrive.Operator.Content.Layouts;

namespace ConfigDrive.Operator.Content;

/// <summary>A file of a layout.</summary>
/// <param name="Path">Path on the drive, without a leading slash.</param>
/// <param name="Content">Its bytes. Files with the same memory become hard links.</param>
internal readonly record struct DriveFile(string Path, ReadOnlyMemory<byte> Content)
{
    // A plain null beside a ReadOnlyMemory<byte> would become an empty one: the compiler converts a null array.
    public static ReadOnlyMemory<byte>? Absent => null;

    /// <summary>The files that have a content, if only an empty one.</summary>
    public static IEnumerable<DriveFile> Present(params IEnumerable<(string Path, ReadOnlyMemory<byte>? Content)> files) =>
        files.Where(file => file.Content is not null).Select(file => new DriveFile(file.Path, file.Content!.Value));
}

/// <summary>Makes files of a drive's content, and an image of the files.</summary>
internal static class DriveImage
{
    // Equal content must make equal bytes, or each reconcile would make a new revision; so the time is a constant. libblkid derives the file system's
    // UUID from the volume's modification date, and takes an all-zero date for none: any real date will do.
    private static readonly DateTimeOffset Timestamp = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// The files of every layout that <paramref name="content"/> asks for, and those for the guest's script. Equal contents are hard links.
    /// </summary>
    public static IReadOnlyList<IsoFile> Files(DriveContent content)
    {
        var shared = new Dictionary<ReadOnlyMemory<byte>, IsoContent>();
        var files = content.Layouts.SelectMany(layout => Files(layout, content)).Concat(GuestFiles.Files(content));
        return [.. files.Select(file => new IsoFile(file.Path, Share(file.Content)))];

        IsoContent Share(ReadOnlyMemory<byte> bytes) => shared.TryGetValue(bytes, out var known) ? known : shared[bytes] = IsoContent.FromBytes(bytes);
    }

    /// <summary>The image of <paramref name="content"/>; equal content makes equal bytes.</summary>
    /// <exception cref="InvalidContentException">The image would be larger than allowed, or a name cannot be recorded.</exception>
    public static IsoImage Build(DriveContent content, long maxBytes = ContentLimits.ImageBytes)
    {
        try
        {
            var image = IsoImage.Create(Files(content), new IsoImageOptions { VolumeLabel = content.VolumeLabel, Timestamp = Timestamp });
            return image.Length <= maxBytes
                ? image
                : throw TooLarge(maxBytes);
        }
        catch (IsoLayoutException exception)
        {
            throw new InvalidContentException("spec", exception.Message);
        }
    }

    /// <summary>A drive would be larger than the operator allows.</summary>
    public static InvalidContentException TooLarge(long maxBytes) => new(
        "spec", $"makes a drive of more than the {maxBytes} bytes that are allowed (--max-drive-size): give fewer or smaller files, or let the guest fetch them");

    private static IEnumerable<DriveFile> Files(Layout layout, DriveContent content) => layout switch
    {
        Layout.OpenStack => OpenStackLayout.Files(content),
        Layout.CloudStack => CloudStackLayout.Files(content),
        Layout.NoCloud => NoCloudLayout.Files(content),
        _ => throw new ArgumentOutOfRangeException(nameof(content), layout, "unknown layout"),
    };
}
