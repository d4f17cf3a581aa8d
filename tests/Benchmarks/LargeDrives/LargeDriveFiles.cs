using System.Globalization;
using ConfigDrive.Iso;
using ConfigDrive.Iso.Writing;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Benchmarks.LargeDrives;

/// <summary>The largest drive that the operator makes: 64 MiB, of files of 1 MiB, held in memory as the operator holds them.</summary>
internal static class LargeDriveFiles
{
    private const int FileLength = ContentLimits.SourceBytes;
    private const int Count = (int)(ContentLimits.ImageBytes / FileLength);
    private const int Page = 4096;

    /// <summary>The image, of exactly 64 MiB.</summary>
    public static IsoImage Image()
    {
        // The last file is shorter by what the image needs beside the files.
        var others = (Count - 1) * (long)FileLength;
        var image = Image(FileLength + Page - (int)(Image(Page).Length - others));
        return image.Length == ContentLimits.ImageBytes
            ? image
            : throw new InvalidOperationException($"the image has {image.Length} bytes");
    }

    /// <summary>A file for the image, opened as the operator opens its own.</summary>
    public static FileStream CreateTarget(string path) =>
        new(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 });

    private static IsoImage Image(int lastLength)
    {
        var random = new Random(1);
        return IsoImage.Create(
            Enumerable.Range(0, Count).Select(number => new IsoFile(
                string.Create(CultureInfo.InvariantCulture, $"openstack/content/{number:D4}"),
                IsoContent.FromBytes(Bytes(number == Count - 1 ? lastLength : FileLength)))),
            new IsoImageOptions { VolumeLabel = "config-2" });

        byte[] Bytes(int length)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            return bytes;
        }
    }
}
