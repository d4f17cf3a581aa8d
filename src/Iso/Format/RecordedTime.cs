using System.Globalization;

namespace ConfigDrive.Iso.Format;

/// <summary>The two forms in which a time is recorded. Both are written in UTC, so that equal instants give equal bytes.</summary>
internal static class RecordedTime
{
    public const int ShortLength = 7;

    /// <summary>The first year of the short form: it counts years from 1900 in one byte (ECMA-119 9.1.5).</summary>
    public const int FirstYear = 1900;

    public const int LastYear = FirstYear + byte.MaxValue;

    /// <summary>Writes the seven bytes of a directory record's time (ECMA-119 9.1.5); the last one, the offset from UTC, is zero.</summary>
    public static void WriteShort(Span<byte> field, DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        field[0] = (byte)(utc.Year - FirstYear);
        field[1] = (byte)utc.Month;
        field[2] = (byte)utc.Day;
        field[3] = (byte)utc.Hour;
        field[4] = (byte)utc.Minute;
        field[5] = (byte)utc.Second;
        field[6] = 0;
    }

    /// <summary>
    /// Writes the sixteen digits and the offset byte of a volume descriptor's time (ECMA-119 8.4.26.1). The hundredths are zero, because a
    /// directory record has none, and the image carries one time.
    /// </summary>
    public static void WriteLong(Span<byte> field, DateTimeOffset time)
    {
        time.UtcDateTime.TryFormat(field, out _, "yyyyMMddHHmmss'00'", CultureInfo.InvariantCulture);
        field[16] = 0;
    }

    /// <summary>Writes the value that says a time is not specified: sixteen digits zero and a zero byte (ECMA-119 8.4.26.1).</summary>
    public static void WriteUnspecified(Span<byte> field)
    {
        field[..16].Fill((byte)'0');
        field[16] = 0;
    }
}
