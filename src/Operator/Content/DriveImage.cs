using System.Globalization;
using ConfigDrive.Iso;
using ConfigDrive.Iso.Writing;
using ConfigDrive.Operator.Content.Layouts;

namespace ConfigDrive.Operator.Content;

/// <summary>A file of a layout.</summary>
/// <param name="Path">Path on the drive, without a leading slash.</param>
/// <param name="Content">Its bytes. Files that hold the very same memory become hard links.</param>
internal readonly record struct DriveFile(string Path, ReadOnlyMemory<byte> Content);

/// <summary>Lays a drive's content out as files, and the files as an image.</summary>
internal static class DriveImage
{
    // Equal content must make equal bytes, or each reconcile would find a new revision; so the time is no clock's. libblkid makes the file
    // system's UUID of the volume's modification date, and takes an all-zero date for none: any real date will do, and this one is plainly
    // nobody's.
    private static readonly DateTimeOffset Timestamp = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// The files of every layout that <paramref name="content"/> asks for, and those for the guest's script. What two files have in common is one
    /// content, a hard link.
    /// </summary>
    public static IReadOnlyList<IsoFile> Files(DriveContent content)
    {
        var shared = new Dictionary<ReadOnlyMemory<byte>, IsoContent>();
        var files = content.Layouts.SelectMany(layout => Files(layout, content)).Concat(GuestFiles.Files(content));
        return [.. files.Select(file => new IsoFile(file.Path, Share(file.Content)))];

        IsoContent Share(ReadOnlyMemory<byte> bytes)
        {
            if (!shared.TryGetValue(bytes, out var known))
            {
                known = IsoContent.FromBytes(bytes);
                shared.Add(bytes, known);
            }

            return known;
        }
    }

    /// <summary>The image of <paramref name="content"/>; equal content makes equal bytes.</summary>
    /// <exception cref="InvalidContentException">The image would be larger than 64 MiB, or a name cannot be recorded.</exception>
    public static IsoImage Build(DriveContent content)
    {
        try
        {
            var image = IsoImage.Create(Files(content), new IsoImageOptions { VolumeLabel = content.VolumeLabel, Timestamp = Timestamp });
            return image.Length <= ContentLimits.ImageBytes
                ? image
                : throw new InvalidContentException("spec", string.Create(
                    CultureInfo.InvariantCulture,
                    $"makes an image of {image.Length} bytes, more than the {ContentLimits.ImageBytes} that are allowed: give fewer or smaller files"));
        }
        catch (IsoLayoutException exception)
        {
            throw new InvalidContentException("spec", exception.Message);
        }
    }

    private static IEnumerable<DriveFile> Files(Layout layout, DriveContent content) => layout switch
    {
        Layout.OpenStack => OpenStackLayout.Files(content),
        Layout.CloudStack => CloudStackLayout.Files(content),
        Layout.NoCloud => NoCloudLayout.Files(content),
        _ => throw new ArgumentOutOfRangeException(nameof(content), layout, "unknown layout"),
    };
}
