using System.Buffers;
using ConfigDrive.Iso.Format;
using ConfigDrive.Iso.Layout;

namespace ConfigDrive.Iso.Writing;

/// <summary>
/// An ISO 9660 image (ECMA-119) whose names can be read in three ways: the primary tree with relaxed names, Joliet, and Rock Ridge. It is
/// laid out and validated when it is created, and can be written any number of times. The same files, labels and time give the same bytes,
/// whatever the order of the files, the machine and the date.
/// </summary>
public sealed class IsoImage
{
    private readonly ImageLayout layout;
    private readonly IsoImageOptions options;

    private IsoImage(ImageLayout layout, IsoImageOptions options, int fileCount)
    {
        this.layout = layout;
        this.options = options;
        FileCount = fileCount;
    }

    /// <summary>The number of files on the image, each hard link counted.</summary>
    public int FileCount { get; }

    /// <summary>The bytes of the image: a multiple of 4096.</summary>
    public long Length => (long)layout.Blocks * Sector.Size;

    /// <summary>Lays out an image.</summary>
    /// <param name="files">The files, in any order.</param>
    /// <param name="options">What is recorded beside the files.</param>
    /// <exception cref="IsoLayoutException">A path, a name, a size or an option cannot be recorded.</exception>
    public static IsoImage Create(IEnumerable<IsoFile> files, IsoImageOptions options)
    {
        options.Check();
        IReadOnlyCollection<IsoFile> all = files as IReadOnlyCollection<IsoFile> ?? [.. files];
        return new IsoImage(ImageLayout.Create(all), options, all.Count);
    }

    /// <summary>The same image with another <see cref="IsoImageOptions.ApplicationUse"/>, by the same layout.</summary>
    /// <exception cref="IsoLayoutException">The text does not fit the field.</exception>
    public IsoImage WithApplicationUse(string text)
    {
        var changed = options with { ApplicationUse = text };
        changed.Check();
        return new IsoImage(layout, changed, FileCount);
    }

    /// <summary>Writes the image.</summary>
    public void WriteTo(IBufferWriter<byte> output) => ImageWriter.Write(output, layout, options);

    /// <summary>Writes the image.</summary>
    /// <param name="output">
    /// Written from its current position, a small image by one write; neither flushed nor closed. Beside the contents, which are in memory
    /// already, writing needs a buffer of at most 512 KiB, or of the size of the directories if that is larger.
    /// </param>
    /// <param name="cancellationToken">Stops the writing; what was written so far is not an image.</param>
    public ValueTask WriteToAsync(Stream output, CancellationToken cancellationToken = default) =>
        ImageWriter.WriteAsync(output, layout, options, cancellationToken);
}
