namespace ConfigDrive.Operator.Commands;

/// <summary>Reads the image of a drive, from a file or a device.</summary>
internal static class ImageFile
{
    private const int LargestImage = 256 * 1024 * 1024;

    /// <summary>All bytes. A device says nothing of its length, and some have no end.</summary>
    /// <exception cref="FormatException">It is larger than any config drive.</exception>
    public static byte[] Read(string path)
    {
        using var stream = File.OpenRead(path);
        using var image = new MemoryStream();
        var buffer = new byte[1024 * 1024];
        while (stream.Read(buffer) is > 0 and var read)
        {
            image.Write(buffer, 0, read);
            if (image.Length > LargestImage)
            {
                throw new FormatException("it is larger than 256 MiB, which no config drive is");
            }
        }

        return image.ToArray();
    }
}
