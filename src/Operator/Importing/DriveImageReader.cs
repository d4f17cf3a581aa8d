using ConfigDrive.Iso;
using ConfigDrive.Iso.Reading;
using ConfigDrive.Operator.Importing.Fat;

namespace ConfigDrive.Operator.Importing;

/// <summary>Opens the image of a drive, whichever file system it has.</summary>
internal static class DriveImageReader
{
    // The first volume descriptor of an ISO 9660 image begins at sector 16, and its second byte begins the identifier (ECMA-119 8.1).
    private const int IsoIdentifier = (16 * 2048) + 1;

    /// <exception cref="UnreadableDriveException">It is neither ISO 9660 nor FAT, or damaged.</exception>
    public static SourceDrive Open(ReadOnlyMemory<byte> image)
    {
        try
        {
            return image.Length > IsoIdentifier && image.Span[IsoIdentifier..].StartsWith("CD001"u8) ? OpenIso(image) : FatVolume.Open(image);
        }
        catch (IsoFormatException exception)
        {
            throw new UnreadableDriveException(exception.Message);
        }
    }

    private static SourceDrive OpenIso(ReadOnlyMemory<byte> image)
    {
        var reader = IsoReader.Open(image);
        var tree = BestTree(reader);
        var isRockRidge = tree is IsoNameTree.RockRidge;
        var files = new Dictionary<string, SourceFile>(isRockRidge ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        foreach (var entry in reader.ReadTree(tree).Where(entry => entry.Kind is IsoEntryKind.File))
        {
            files[entry.Path] = new SourceFile(entry.Length, () => reader.ReadFile(entry).ToArray());
        }

        return new SourceDrive(reader.VolumeLabel, files);
    }

    /// <summary>The tree with the original names: Linux reads Rock Ridge first, Windows Joliet.</summary>
    public static IsoNameTree BestTree(IsoReader reader) =>
        reader.NameTrees.Contains(IsoNameTree.RockRidge) ? IsoNameTree.RockRidge
        : reader.NameTrees.Contains(IsoNameTree.Joliet) ? IsoNameTree.Joliet
        : IsoNameTree.Primary;
}
