using ConfigDrive.Iso;

namespace ConfigDrive.Operator.Content;

/// <summary>Lays a drive's content out as files, and the files as an image.</summary>
public static class DriveImage
{
    /// <summary>The image of <paramref name="content"/>; equal content makes equal bytes.</summary>
    /// <exception cref="InvalidContentException">The image would be larger than 64 MiB, or a name cannot be recorded.</exception>
    public static IsoImage Lay(DriveContent content) => throw new NotSupportedException("Being written.");
}
