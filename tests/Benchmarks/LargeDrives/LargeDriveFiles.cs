using System.Globalization;
using ConfigDrive.Iso;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Benchmarks.LargeDrives;

/// <summary>The files of the largest drive that the operator makes: 64 MiB, of files of 1 MiB, each read when it is written.</summary>
/// <param name="folder">Where they lie, as <c>0000</c>, <c>0001</c> and so on.</param>
internal sealed class LargeDriveFiles(string folder)
{
    private const int FileLength = ContentLimits.SourceBytes;
    private const int Count = (int)(ContentLimits.ImageBytes / FileLength);
    private const int Page = 4096;

    // The last file is shorter by what the image needs beside the files.
    private readonly long lastLength = FileLength + Page - (Image(folder, Page).Length - ((Count - 1) * (long)FileLength));

    /// <summary>Writes the files.</summary>
    public void Create()
    {
        Directory.CreateDirectory(folder);
        var random = new Random(1);
        var bytes = new byte[FileLength];
        for (var number = 0; number < Count; number++)
        {
            random.NextBytes(bytes);
            using var file = File.Create(PathOf(folder, number));
            file.Write(bytes.AsSpan(0, (int)LengthOf(number, lastLength)));
        }
    }

    /// <summary>The image, of exactly 64 MiB.</summary>
    public IsoImage Image()
    {
        var image = Image(folder, lastLength);
        return image.Length == ContentLimits.ImageBytes
            ? image
            : throw new InvalidOperationException($"the image has {image.Length} bytes");
    }

    /// <summary>A file for the image, opened as the operator opens its own.</summary>
    public static FileStream CreateTarget(string path) =>
        new(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 });

    private static IsoImage Image(string folder, long lastLength) => IsoImage.Create(
        Enumerable.Range(0, Count).Select(number => new IsoFile(
            $"openstack/content/{Name(number)}",
            IsoContent.FromStream(LengthOf(number, lastLength), () => Open(PathOf(folder, number))))),
        new IsoImageOptions { VolumeLabel = "config-2" });

    private static long LengthOf(int number, long lastLength) => number == Count - 1 ? lastLength : FileLength;

    private static FileStream Open(string path) => new(path, new FileStreamOptions { BufferSize = 0 });

    private static string PathOf(string folder, int number) => Path.Combine(folder, Name(number));

    private static string Name(int number) => number.ToString("D4", CultureInfo.InvariantCulture);
}
