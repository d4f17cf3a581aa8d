using ConfigDrive.Iso.Format;

namespace ConfigDrive.Iso.Layout;

/// <summary>
/// The sectors for the system use entries that do not fit the records. Directories share them, but each continuation lies inside one
/// sector, because Linux reads no further (fs/isofs/rock.c).
/// </summary>
internal sealed class Continuations
{
    private int end;

    public uint FirstBlock { get; set; }

    /// <summary>The number of sectors in use.</summary>
    public uint Blocks => (uint)Sector.CountFor(end);

    /// <summary>Reserves bytes and returns their position.</summary>
    public int Reserve(int length)
    {
        var position = DirectoryRecord.Place(end, length);
        end = position + length;
        return position;
    }
}
