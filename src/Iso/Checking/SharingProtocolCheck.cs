using System.Text;

namespace ConfigDrive.Iso.Checking;

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
