using System.Text;

namespace ConfigDrive.Iso.Conformance;

/// <summary>Checks the Rock Ridge entries of one record (RRIP 4.1).</summary>
internal sealed class RockRidgeCheck(Findings findings)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Checks the entries.</summary>
    /// <param name="entries">The entries of the record.</param>
    /// <param name="isDirectory">Whether the record's flags say that it is a directory.</param>
    /// <param name="isNamed">Whether the record is one of a file or directory, and not of "." or "..".</param>
    /// <param name="recordingTime">The time in the record itself.</param>
    /// <param name="where">The record, for findings.</param>
    public PosixEntries Run(List<SystemUseEntry> entries, bool isDirectory, bool isNamed, ReadOnlySpan<byte> recordingTime, string where)
    {
        var attributes = entries.Where(static entry => entry.Signature == "PX").ToList();
        findings.Require(attributes.Count == 1, "RRIP 4.1.1", where, $"there are {attributes.Count} PX entries, not one");
        foreach (var time in entries.Where(static entry => entry.Signature == "TF"))
        {
            Times(time, recordingTime);
        }

        var names = entries.Where(static entry => entry.Signature == "NM").ToList();
        findings.Require(
            isNamed || names.Count == 0,
            "config drive: plain files",
            where,
            "the directory itself or its parent has a name");
        findings.Require(
            entries.Count(static entry => entry.Signature == "TF") == 1,
            "config drive: plain files",
            where,
            "there is not exactly one TF entry");
        foreach (var other in entries.Where(static entry => entry.Signature is not ("SP" or "PX" or "TF" or "NM" or "ER")))
        {
            findings.Add("config drive: plain files", other.Where, "the entry is none of SP, PX, TF, NM, CE and ER");
        }

        // A record with a child link stands for a directory, though it is recorded as a file (RRIP 4.1.5.1).
        var standsForDirectory = isDirectory || entries.Exists(static entry => entry.Signature == "CL");
        var result = new PosixEntries { Name = isNamed ? Name(names, where) : null };
        return attributes.Count == 0 ? result : Attributes(attributes[0], standsForDirectory, result);
    }

    private PosixEntries Attributes(SystemUseEntry entry, bool isDirectory, PosixEntries result)
    {
        if (!findings.Require(
            entry.Bytes.Length is 36 or 44,
            "RRIP 4.1.1",
            entry.Where,
            $"the length is {entry.Bytes.Length}, neither 36 nor 44"))
        {
            return result;
        }

        var fields = entry.Fields(findings);
        var mode = fields.Both32(5, "the mode");
        var links = fields.Both32(13, "the number of links");
        var user = fields.Both32(21, "the user");
        var group = fields.Both32(29, "the group");
        findings.Require(
            (mode & 0xF000) == 0x4000 == isDirectory,
            "RRIP 4.1.1",
            entry.Where,
            "the mode and the file flags do not agree whether this is a directory");
        findings.Require(
            mode == (isDirectory ? 0x416Du : 0x8124u),
            "config drive: read-only to all",
            entry.Where,
            $"the mode is not {(isDirectory ? "0555" : "0444")} of a {(isDirectory ? "directory" : "file")}");
        findings.Require(user == 0 && group == 0, "config drive: read-only to all", entry.Where, "the owner is not root");
        findings.Require(entry.Bytes.Length == 44, "config drive: serial numbers", entry.Where, "there is no file serial number");

        return result with
        {
            Attributes = (mode, links, user, group),
            Serial = entry.Bytes.Length == 44 ? fields.Both32(37, "the file serial number") : null,
        };
    }

    private void Times(SystemUseEntry entry, ReadOnlySpan<byte> recordingTime)
    {
        var flags = entry.Bytes.Length > 4 ? entry.Bytes[4] : (byte)0;
        var size = (flags & 0x80) != 0 ? 17 : 7;
        var count = byte.PopCount((byte)(flags & 0x7F));
        if (!findings.Require(
            entry.Bytes.Length == 5 + (count * size),
            "RRIP 4.1.6",
            entry.Where,
            $"the length {entry.Bytes.Length} is not that of the {count} times which the flags announce"))
        {
            return;
        }

        for (var time = entry.Bytes[5..]; !time.IsEmpty; time = time[size..])
        {
            findings.Require(
                size == 17 ? TimeCheck.IsLongTime(time[..17]) : TimeCheck.IsShortTime(time[..7]),
                "RRIP 4.1.6",
                entry.Where,
                "a time is not a date");
            findings.Require(
                size == 7 && time[..7].SequenceEqual(recordingTime),
                "config drive: one time",
                entry.Where,
                "a time is not that of the record");
        }

        findings.Require(
            flags == 0b0000_1110,
            "config drive: plain files",
            entry.Where,
            "the times are not those of modification, access and attribute change");
    }

    private string? Name(List<SystemUseEntry> entries, string where)
    {
        if (!findings.Require(entries.Count > 0, "RRIP 4.1.4", where, "there is no NM entry"))
        {
            return null;
        }

        var name = new List<byte>();
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (!findings.Require(entry.Bytes.Length >= 5, "RRIP 4.1.4", entry.Where, "the entry has no flags"))
            {
                return null;
            }

            var continues = (entry.Bytes[4] & 1) != 0;
            findings.Require(
                (entry.Bytes[4] & ~1) == 0,
                "RRIP 4.1.4",
                entry.Where,
                $"the flags are {entry.Bytes[4]}, where only \"continues\" makes sense");
            findings.Require(
                continues == (i < entries.Count - 1),
                "RRIP 4.1.4",
                entry.Where,
                "the flag \"continues\" and the next entry do not agree");
            name.AddRange(entry.Bytes[5..]);
        }

        findings.Require(
            name.Count is >= 1 and <= 255 && !name.Contains(0) && !name.Contains((byte)'/'),
            "RRIP 4.1.4",
            where,
            "the name is empty, longer than 255 bytes, or has a slash or a NUL in it");
        var text = Text([.. name], where);
        findings.Require(
            !text.Any(char.IsControl),
            "config drive: plain files",
            where,
            "the name has control characters");
        return text;
    }

    private string Text(byte[] name, string where)
    {
        try
        {
            return StrictUtf8.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            findings.Add("config drive: UTF-8", where, "the name is not UTF-8");
            return Encoding.Latin1.GetString(name);
        }
    }
}

/// <summary>What the Rock Ridge entries of a record say.</summary>
internal sealed record PosixEntries
{
    /// <summary>The name, from all NM entries; null if there is none.</summary>
    public string? Name { get; init; }

    /// <summary>PX: mode, links, user, group; null if there is no sound PX.</summary>
    public (uint Mode, uint Links, uint User, uint Group)? Attributes { get; init; }

    /// <summary>PX: the file serial number; null in a PX that has none.</summary>
    public uint? Serial { get; init; }
}

/// <summary>
/// Checks the two entries that the root's own record has and no other: SP, which says that SUSP is in use, and ER, which names Rock Ridge
/// (SUSP 5.3 and 5.5).
/// </summary>
internal sealed class SharingProtocolCheck(Findings findings)
{
    private static ReadOnlySpan<byte> Descriptor =>
        "THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS"u8;

    private static ReadOnlySpan<byte> Source =>
        "PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  SEE PUBLISHER IDENTIFIER IN PRIMARY VOLUME DESCRIPTOR FOR "u8
        + "CONTACT INFORMATION."u8;

    /// <summary>Whether a system use field starts as SUSP's does in the root: with an SP.</summary>
    public static bool IsInUse(ReadOnlySpan<byte> systemUse) => systemUse.Length >= 7 && systemUse.StartsWith("SP"u8);

    /// <summary>Whether entries are there that need SUSP.</summary>
    public static bool LooksInUse(ReadOnlySpan<byte> systemUse) =>
        systemUse.IndexOf("PX\u0024\u0001"u8) >= 0 || systemUse.IndexOf("PX\u002C\u0001"u8) >= 0;

    public void Run(List<SystemUseEntry> entries, bool isRootItself, string where)
    {
        if (!isRootItself)
        {
            foreach (var entry in entries.Where(static entry => entry.Signature is "SP" or "ER"))
            {
                findings.Add("SUSP 5", entry.Where, "the entry belongs in the root's own record");
            }

            return;
        }

        var sharing = entries[0].Bytes;
        findings.Require(
            sharing.Length == 7 && sharing[4] == 0xBE && sharing[5] == 0xEF,
            "SUSP 5.3",
            entries[0].Where,
            "the length is not 7 or the check bytes are not BE EF");
        findings.Require(
            sharing.Length < 7 || sharing[6] == 0,
            "SUSP 5.3",
            entries[0].Where,
            "bytes are to be skipped before the entries of every record, which few readers do");
        findings.Require(entries.Count(static entry => entry.Signature == "SP") == 1, "SUSP 5.3", where, "there is more than one SP");

        var references = entries.Where(static entry => entry.Signature == "ER").ToList();
        var found = false;
        foreach (var reference in references)
        {
            found |= Reference(reference);
        }

        findings.Require(found, "RRIP 4.3", where, "no ER names Rock Ridge");
    }

    private bool Reference(SystemUseEntry entry)
    {
        var bytes = entry.Bytes;
        if (!findings.Require(
            bytes.Length >= 8 && bytes.Length == 8 + bytes[4] + bytes[5] + bytes[6],
            "SUSP 5.5",
            entry.Where,
            "the length is not the sum of those of the identifier, the descriptor and the source"))
        {
            return false;
        }

        findings.Require(bytes[7] == 1, "SUSP 5.5", entry.Where, $"the version of the extension is {bytes[7]}, not 1");
        var identifier = Encoding.Latin1.GetString(bytes.Slice(8, bytes[4]));
        if (identifier == "RRIP_1991A")
        {
            var descriptor = bytes.Slice(8 + bytes[4], bytes[5]);
            var source = bytes[(8 + bytes[4] + bytes[5])..];
            findings.Require(descriptor.SequenceEqual(Descriptor), "RRIP 4.3", entry.Where, "the descriptor is not the text prescribed");
            findings.Require(source.SequenceEqual(Source), "RRIP 4.3", entry.Where, "the source is not the text prescribed");
        }

        return identifier is "RRIP_1991A" or "IEEE_P1282" or "IEEE_1282";
    }
}
