using ConfigDrive.Iso.Format;

namespace ConfigDrive.Iso.Layout;

/// <summary>How directory records are packed into the sectors of a directory.</summary>
internal static class DirectoryRecord
{
    /// <summary>The length of a record, which is even (ECMA-119 9.1.13).</summary>
    public static int Length(int identifierLength, int systemUseLength) =>
        (DirectoryRecordFields.SystemUse(identifierLength) + systemUseLength + 1) & ~1;

    /// <summary>Where a record starts that comes next: a record ends in the sector where it begins (ECMA-119 6.8.1.1).</summary>
    public static int Place(int position, int length)
    {
        var left = Sector.Size - (position % Sector.Size);
        return length <= left ? position : position + left;
    }
}
