using ConfigDrive.Iso.Reading;

namespace ConfigDrive.Iso;

/// <summary>
/// Reads ISO 9660 images, ours and those of others, by any of their name trees. Nothing that an image says is trusted: a length or a
/// position outside of it, or directories in a circle, are an <see cref="IsoFormatException"/>, and time and memory stay in proportion to
/// the size of the image.
/// </summary>
public sealed class IsoReader
{
    private readonly ImageSource image;
    private readonly VolumeDescriptorSet descriptors;
    private readonly int? rockRidgeSkip;

    private IsoReader(ImageSource image)
    {
        this.image = image;
        descriptors = VolumeDescriptorSet.Read(image);
        rockRidgeSkip = SharingProtocol.Find(image, descriptors.Primary);
    }

    /// <summary>The label of the primary descriptor, without the spaces that pad it.</summary>
    public string VolumeLabel => descriptors.Primary.Label;

    /// <summary>The label of the Joliet descriptor, without the spaces that pad it; null if there is none.</summary>
    public string? JolietVolumeLabel => descriptors.Joliet?.Label;

    /// <summary>Who published the volume.</summary>
    public string Publisher => descriptors.Primary.Publisher;

    /// <summary>Who prepared the data.</summary>
    public string DataPreparer => descriptors.Primary.DataPreparer;

    /// <summary>What made the image.</summary>
    public string Application => descriptors.Primary.Application;

    /// <summary>
    /// What an application recorded for its own use in the primary descriptor (ECMA-119 8.4.32), a character a byte, without the zeroes at its
    /// end. Other writers put anything there, genisoimage spaces.
    /// </summary>
    public string ApplicationUse => descriptors.Primary.ApplicationUse;

    /// <summary>When the volume was created; null if the image does not say.</summary>
    public DateTimeOffset? Created => descriptors.Primary.Created;

    /// <summary>The bytes of the image.</summary>
    public long Length => image.Length;

    /// <summary>The bytes of the volume, as the image declares them (ECMA-119 8.4.8).</summary>
    public long VolumeLength => ImageSource.Position(descriptors.Primary.Blocks);

    /// <summary>The name trees that the image has.</summary>
    public IReadOnlyList<IsoNameTree> NameTrees => (descriptors.Joliet, rockRidgeSkip) switch
    {
        (null, null) => [IsoNameTree.Primary],
        (_, null) => [IsoNameTree.Primary, IsoNameTree.Joliet],
        (null, _) => [IsoNameTree.Primary, IsoNameTree.RockRidge],
        _ => [IsoNameTree.Primary, IsoNameTree.Joliet, IsoNameTree.RockRidge],
    };

    /// <summary>Opens an image in a stream.</summary>
    /// <param name="image">A stream that can seek. The reader uses it as long as it is in use itself, and does not dispose it.</param>
    /// <exception cref="IsoFormatException">The stream holds no image.</exception>
    public static IsoReader Open(Stream image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.CanSeek ? new IsoReader(new ImageSource(image)) : throw new ArgumentException(
            "An image is read from a stream that can seek.",
            nameof(image));
    }

    /// <summary>Opens an image in memory.</summary>
    /// <exception cref="IsoFormatException">The bytes are no image.</exception>
    public static IsoReader Open(ReadOnlyMemory<byte> image) => new(new ImageSource(IsoContent.FromBytes(image).Open()));

    /// <summary>Reads all entries of a tree, each directory before what it holds.</summary>
    /// <exception cref="IsoFormatException">The image has no such tree, or the tree is damaged.</exception>
    public IReadOnlyList<IsoEntry> ReadTree(IsoNameTree tree) => tree switch
    {
        IsoNameTree.Joliet when descriptors.Joliet is null => throw new IsoFormatException("the image has no Joliet tree"),
        IsoNameTree.RockRidge when rockRidgeSkip is null => throw new IsoFormatException("the image has no Rock Ridge names"),
        IsoNameTree.Joliet => new TreeReader(image, tree, 0).Read(descriptors.Joliet),
        _ => new TreeReader(image, tree, rockRidgeSkip ?? 0).Read(descriptors.Primary),
    };

    /// <summary>Opens the content of an entry of this reader. The caller disposes the stream.</summary>
    public Stream OpenFile(IsoEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new ExtentStream(image, ImageSource.Position(entry.FirstBlock), entry.Length);
    }

    /// <summary>Reads the content of an entry of this reader. It is no larger than the image.</summary>
    /// <exception cref="IsoFormatException">The content does not fit an array.</exception>
    public byte[] ReadFile(IsoEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Length > Array.MaxLength)
        {
            throw new IsoFormatException($"{entry.Path}: {entry.Length} bytes do not fit an array; open the file as a stream");
        }

        var content = new byte[entry.Length];
        OpenFile(entry).ReadExactly(content);
        return content;
    }
}
