using ConfigDrive.Iso.Format;
using static ConfigDrive.Iso.Format.SystemUseEntries;

namespace ConfigDrive.Iso.Reading;

/// <summary>
/// Finds out whether an image has Rock Ridge: the first record of the root starts with SP and announces the extension in an ER (SUSP 5.3
/// and 5.5).
/// </summary>
internal static class SharingProtocol
{
    /// <summary>Looks for Rock Ridge.</summary>
    /// <returns>The bytes to skip at the start of each system use field (LEN_SKP); null without Rock Ridge.</returns>
    public static int? Find(ImageSource image, VolumeDescriptor descriptor)
    {
        var position = ImageSource.Position(descriptor.RootBlock);
        Span<byte> sector = stackalloc byte[Sector.Size];
        image.Read(position, sector, "the root directory");
        var field = new RecordView(sector, position).SystemUse;
        if (field.Length < SharingProtocolLength || !field.StartsWith("SP"u8) || !field[Data..].StartsWith(SharingProtocolCheck))
        {
            return null;
        }

        var entries = new RockRidgeEntries();
        new SystemUseReader(image, new ReadBudget(image.Length)).Read(field, position, entries.Add);
        return entries.AnnouncesRockRidge ? field[SharingProtocolLength - 1] : null;
    }
}
