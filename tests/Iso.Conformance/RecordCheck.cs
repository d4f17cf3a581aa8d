namespace ConfigDrive.Iso.Conformance;

/// <summary>Checks the fields of one directory record (ECMA-119 9.1).</summary>
internal sealed class RecordCheck(CheckedImage image, Findings findings)
{
    /// <summary>Checks the record at the start of what is left of a sector.</summary>
    /// <returns>Whether the lengths are sound, so that the record can be read on.</returns>
    public bool Run(ReadOnlySpan<byte> rest, CheckedVolume volume, string where)
    {
        int length = rest[0];
        if (!findings.Require(
            length <= rest.Length,
            "ECMA-119 6.8.1.1",
            where,
            $"a record of {length} bytes does not end in the sector where it begins")
            || !findings.Require(
                length >= 34 && length % 2 == 0,
                "ECMA-119 9.1.1",
                where,
                $"a record's length is even and 34 at least, this one's is {length}"))
        {
            return false;
        }

        var fields = new Fields(rest[..length], where, findings);
        int identifier = fields.Byte(33);
        if (!findings.Require(
            identifier >= 1 && 33 + identifier <= length,
            "ECMA-119 9.1.10",
            where,
            $"an identifier of {identifier} bytes does not fit a record of {length}"))
        {
            return false;
        }

        if (identifier % 2 == 0)
        {
            fields.Zero(34 + identifier, 34 + identifier, "ECMA-119 9.1.12", "the padding field");
        }

        var block = fields.Both32(3, "the location of the extent");
        var dataLength = fields.Both32(11, "the data length");
        var end = block + (dataLength == 0 ? 1 : CheckedImage.BlocksFor(dataLength));
        findings.Require(
            end <= Math.Min(volume.SpaceSize, image.Length / CheckedImage.BlockSize),
            "ECMA-119 9.1.3",
            where,
            $"the extent, blocks {block} to {end - 1}, is not inside the volume, which has {volume.SpaceSize}");
        Attributes(fields, where);
        return true;
    }

    private void Attributes(Fields fields, string where)
    {
        findings.Require(TimeCheck.IsShortTime(fields.Range(19, 25)), "ECMA-119 9.1.5", where, "the recording time is not a date");
        var flags = fields.Byte(26);
        findings.Require((flags & 0b0110_0000) == 0, "ECMA-119 9.1.6", where, "the reserved bits of the file flags are not zero");
        findings.Require(
            (flags & 2) == 0 || (flags & 0b1000_1100) == 0,
            "ECMA-119 9.1.6",
            where,
            "a directory is neither an associated file, nor has it records or several extents");
        findings.Require(
            fields.Byte(27) != 0 || fields.Byte(28) == 0,
            "ECMA-119 9.1.8",
            where,
            "there is an interleave gap without a file unit");
        var sequence = fields.Both16(29, "the volume sequence number");
        findings.Require(sequence == 1, "ECMA-119 9.1.9", where, $"the extent is on volume {sequence}, not on this one");
        fields.Is(2, 0, "config drive: plain files", "the extended attribute record length");
        findings.Require(
            (flags & ~2) == 0,
            "config drive: plain files",
            where,
            $"the file flags {flags} say more than whether it is a directory");
        fields.Is(27, 0, "config drive: plain files", "the file unit size");
    }
}

/// <summary>A directory record whose own fields have been checked (ECMA-119 9.1).</summary>
/// <param name="position">The byte of the image where it starts.</param>
/// <param name="bytes">The whole record.</param>
internal readonly ref struct CheckedRecord(long position, ReadOnlySpan<byte> bytes)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public long Position => position;

    public ReadOnlySpan<byte> Identifier => Bytes.Slice(33, Bytes[32]);

    public uint Block => System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(Bytes[2..]);

    public uint Length => System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(Bytes[10..]);

    public ReadOnlySpan<byte> Time => Bytes.Slice(18, 7);

    public bool IsDirectory => (Bytes[25] & 2) != 0;

    public bool IsContinued => (Bytes[25] & 128) != 0;

    /// <summary>What follows the identifier and its padding byte.</summary>
    public ReadOnlySpan<byte> SystemUse => Bytes[Math.Min(Bytes.Length, 33 + Bytes[32] + (Bytes[32] % 2 == 0 ? 1 : 0))..];
}

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
