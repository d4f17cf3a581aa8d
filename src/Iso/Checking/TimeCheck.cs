namespace ConfigDrive.Iso.Checking;

/// <summary>Checks recorded times.</summary>
internal static class TimeCheck
{
    /// <summary>The form of directory records: seven bytes (ECMA-119 9.1.5).</summary>
    public static bool IsShortTime(ReadOnlySpan<byte> time) =>
        IsDate(1900 + time[0], time[1], time[2]) && time[3] <= 23 && time[4] <= 59 && time[5] <= 59 && IsOffset(time[6]);

    /// <summary>
    /// The form of volume descriptors: sixteen digits and a byte; all digits zero, and the byte, for no time (ECMA-119 8.4.26.1).
    /// </summary>
    public static bool IsLongTime(ReadOnlySpan<byte> time) =>
        !time[..16].ContainsAnyExceptInRange((byte)'0', (byte)'9')
        && (IsUnspecified(time)
            || (IsDate(Number(time[..4]), Number(time[4..6]), Number(time[6..8]))
                && Number(time[8..10]) <= 23 && Number(time[10..12]) <= 59 && Number(time[12..14]) <= 59 && IsOffset(time[16])));

    public static bool IsUnspecified(ReadOnlySpan<byte> time) => !time[..16].ContainsAnyExcept((byte)'0') && time[16] == 0;

    /// <summary>Whether a short time and a long time are the same to the second, both at the same offset.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> shortTime, ReadOnlySpan<byte> longTime) =>
        1900 + shortTime[0] == Number(longTime[..4]) && shortTime[1] == Number(longTime[4..6]) && shortTime[2] == Number(longTime[6..8])
        && shortTime[3] == Number(longTime[8..10]) && shortTime[4] == Number(longTime[10..12]) && shortTime[5] == Number(longTime[12..14])
        && shortTime[6] == longTime[16];

    private static bool IsDate(int year, int month, int day) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    // Quarters of an hour from -48 to +52.
    private static bool IsOffset(byte offset) => (sbyte)offset is >= -48 and <= 52;

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            number = (number * 10) + digit - '0';
        }

        return number;
    }
}
