namespace ConfigDrive.Iso.Reading;

/// <summary>
/// Reads ISO 9660 images, ours and those of others, by any of their name trees. Nothing that an image says is trusted: a length or a
/// position outside of it, or directories in a circle, are an <see cref="IsoFormatException"/>, and time and memory stay in proportion to
/// the size of the image. What no config drive has is refused in the same way: symbolic links, devices, relocated directories, files in
/// several sections or interleaved.
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
        rockRidgeSkip = RockRidgeReader.Find(image, descriptors.Primary);
    }

    /// <summary>The label of the primary descriptor, without the spaces that pad it.</summary>
    public string VolumeLabel => descriptors.Primary.Label;

    /// <summary>The label of the Joliet descriptor, without the spaces that pad it; null if there is none.</summary>
    public string? JolietVolumeLabel => descriptors.Joliet?.Label;

    /// <summary>
    /// What an application recorded for its own use in the primary descriptor (ECMA-119 8.4.32), a character a byte, without the zeroes at
    /// its end. Other writers put anything there, genisoimage spaces.
    /// </summary>
    public string ApplicationUse => descriptors.Primary.ApplicationUse;

    /// <summary>The bytes of the image.</summary>
    public long Length => image.Length;

    /// <summary>The name trees that the image has.</summary>
    public IReadOnlyList<IsoNameTree> NameTrees => (descriptors.Joliet, rockRidgeSkip) switch
    {
        (null, null) => [IsoNameTree.Primary],
        (_, null) => [IsoNameTree.Primary, IsoNameTree.Joliet],
        (null, _) => [IsoNameTree.Primary, IsoNameTree.RockRidge],
        _ => [IsoNameTree.Primary, IsoNameTree.Joliet, IsoNameTree.RockRidge],
    };

    /// <summary>Opens an image.</summary>
    /// <param name="image">The whole image. It is not copied and must not change while the reader is in use.</param>
    /// <exception cref="IsoFormatException">The bytes are not an image.</exception>
    public static IsoReader Open(ReadOnlyMemory<byte> image) => new(new ImageSource(image));

    /// <summary>Reads all entries of a tree, each directory before what is in it.</summary>
    /// <exception cref="IsoFormatException">The image has no such tree, or the tree is damaged or not supported.</exception>
    public IReadOnlyList<IsoEntry> ReadTree(IsoNameTree tree) => tree switch
    {
        IsoNameTree.Joliet when descriptors.Joliet is null => throw new IsoFormatException("the image has no Joliet tree"),
        IsoNameTree.RockRidge when rockRidgeSkip is null => throw new IsoFormatException("the image has no Rock Ridge names"),
        IsoNameTree.Joliet => new TreeReader(image, tree, 0).Read(descriptors.Joliet),
        _ => new TreeReader(image, tree, rockRidgeSkip ?? 0).Read(descriptors.Primary),
    };

    /// <summary>The content of an entry of this reader: a part of the image, not a copy.</summary>
    public ReadOnlySpan<byte> ReadFile(IsoEntry entry) =>
        entry.Length == 0 ? default : image.Read(ImageSource.Position(entry.FirstBlock), entry.Length, entry.Path);
}
