namespace ConfigDrive.Iso.Format;

/// <summary>The unit of recording (ECMA-119 6.1.2). The logical block (6.2.2) has the same size here, as every reader expects.</summary>
internal static class Sector
{
    /// <summary>Bytes in a logical sector and in a logical block.</summary>
    public const int Size = 2048;

    /// <summary>Sectors of the system area, which precede the volume descriptors (ECMA-119 6.2.1).</summary>
    public const uint SystemArea = 16;

    /// <summary>The number of sectors that this many bytes take.</summary>
    public static long CountFor(long bytes) => (bytes + Size - 1) / Size;

    /// <summary>The position of the next sector boundary at or after this byte.</summary>
    public static long RoundUp(long bytes) => CountFor(bytes) * Size;
}
