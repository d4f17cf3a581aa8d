using System.Text;

namespace ConfigDrive.Iso.Checking;

/// <summary>Checks the two entries that the root's own record has and no other: SP, which says that SUSP is in use, and ER, which names Rock Ridge (SUSP 5.3 and 5.5).</summary>
internal sealed class SharingProtocolCheck(Findings findings)
{
    /// <summary>Whether a system use field starts as SUSP's does in the root: with an SP.</summary>
    public static bool IsInUse(ReadOnlySpan<byte> systemUse) => systemUse.Length >= 7 && systemUse.StartsWith("SP"u8);

    /// <summary>Whether entries are there that need SUSP.</summary>
    public static bool LooksInUse(ReadOnlySpan<byte> systemUse) => systemUse.IndexOf("PX\u0024\u0001"u8) >= 0 || systemUse.IndexOf("PX\u002C\u0001"u8) >= 0;

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
        findings.Require(sharing.Length == 7 && sharing[4] == 0xBE && sharing[5] == 0xEF, "SUSP 5.3", entries[0].Where, "the length is not 7 or the check bytes are not BE EF");
        findings.Require(sharing.Length < 7 || sharing[6] == 0, "SUSP 5.3", entries[0].Where, "bytes are to be skipped before the entries of every record, which few readers do");
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
        if (!findings.Require(bytes.Length >= 8 && bytes.Length == 8 + bytes[4] + bytes[5] + bytes[6], "SUSP 5.5", entry.Where, "the length is not the sum of those of the identifier, the descriptor and the source"))
        {
            return false;
        }

        findings.Require(bytes[7] == 1, "SUSP 5.5", entry.Where, $"the version of the extension is {bytes[7]}, not 1");
        var texts = Encoding.Latin1.GetString(bytes[8..]);
        var isRockRidge = texts[..bytes[4]] is "RRIP_1991A" or "IEEE_P1282" or "IEEE_1282";
        findings.Require(
            !isRockRidge || bytes[4] != 10 || (bytes[5] == 84 && texts[10..94] == "THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS"
                || texts[..10] == "IEEE_P1282"),
            "RRIP 4.3",
            entry.Where,
            "the descriptor is not the text that RRIP prescribes");
        findings.Require(
            texts[..bytes[4]] != "RRIP_1991A" || texts[(bytes[4] + bytes[5])..]
                == "PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  SEE PUBLISHER IDENTIFIER IN PRIMARY VOLUME DESCRIPTOR FOR CONTACT INFORMATION.",
            "RRIP 4.3",
            entry.Where,
            "the source is not the text that RRIP prescribes");
        return isRockRidge;
    }
}
