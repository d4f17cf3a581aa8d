using System.Text;

namespace ConfigDrive.Iso.Conformance;

/// <summary>Checks the form of the system use entries of a record and follows their continuations (SUSP 4 and 5.1).</summary>
internal sealed class SystemUseCheck(CheckedImage image, ExtentMap extents, Findings findings)
{
    // No name or link is so long that its entries need more.
    private const int MaximumContinuations = 64;

    /// <summary>Lists the entries.</summary>
    /// <param name="area">The system use field, without the bytes that SP says to skip.</param>
    /// <param name="where">The record, for findings.</param>
    public List<SystemUseEntry> Run(ReadOnlySpan<byte> area, string where)
    {
        var entries = new List<SystemUseEntry>();
        var continuation = Area(area, entries, where);
        for (var count = 0; continuation is not null; count++)
        {
            if (!findings.Require(count < MaximumContinuations, "SUSP 5.1", where, "the entries go on in too many places, or in a circle"))
            {
                break;
            }

            continuation = Continue(continuation, entries, where);
        }

        return entries;
    }

    private SystemUseEntry? Continue(SystemUseEntry continuation, List<SystemUseEntry> entries, string where)
    {
        var fields = continuation.Fields(findings);
        var block = fields.Both32(5, "the block of the continuation area");
        var offset = fields.Both32(13, "the offset of the continuation area");
        var length = fields.Both32(21, "the length of the continuation area");
        if (!findings.Require(
                (long)offset + length <= CheckedImage.BlockSize,
                "SUSP 5.1",
                continuation.Where,
                $"the continuation area, {length} bytes at offset {offset}, does not lie inside one block, where Linux looks for it")
            || !findings.Require(
                length > 0 && image.Has((long)block * CheckedImage.BlockSize, CheckedImage.BlockSize),
                "SUSP 5.1",
                continuation.Where,
                $"the continuation area in block {block} is empty or outside of the image"))
        {
            return null;
        }

        extents.AddContinuation(block, offset, length, where);
        return Area(image.Block(block).Slice((int)offset, (int)length), entries, where);
    }

    private SystemUseEntry? Area(ReadOnlySpan<byte> area, List<SystemUseEntry> entries, string where)
    {
        SystemUseEntry? continuation = null;
        while (area.Length >= 4)
        {
            int length = area[2];
            if (!findings.Require(
                length >= 4 && length <= area.Length,
                "SUSP 4.1",
                where,
                $"a system use entry has a length of {length} where {area.Length} bytes are left"))
            {
                return null;
            }

            var entry = new SystemUseEntry(area[..length].ToArray(), where);
            findings.Require(area[3] == 1, "SUSP 4.1", entry.Where, $"the version is {area[3]}, not 1");
            area = area[length..];
            if (entry.Signature == "ST")
            {
                break;
            }

            if (entry.Signature != "CE")
            {
                entries.Add(entry);
            }
            else if (findings.Require(
                continuation is null && length == 28,
                "SUSP 5.1",
                entry.Where,
                "there is more than one CE in an area, or its length is not 28"))
            {
                continuation = entry;
            }
        }

        findings.Require(!area.ContainsAnyExcept((byte)0), "SUSP 4", where, "the bytes after the last system use entry are not zero");
        return continuation;
    }
}

/// <summary>An entry of a system use area (SUSP 4.1).</summary>
/// <param name="bytes">The whole entry.</param>
/// <param name="where">The record it belongs to, for findings.</param>
internal sealed class SystemUseEntry(byte[] bytes, string where)
{
    public string Signature { get; } = Encoding.Latin1.GetString(bytes, 0, 2);

    public ReadOnlySpan<byte> Bytes => bytes;

    public string Where => $"{where}, entry {Signature}";

    public Fields Fields(Findings findings) => new(bytes, Where, findings);
}
