namespace ConfigDrive.Iso.Checking;

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
