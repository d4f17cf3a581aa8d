using System.Buffers.Binary;

namespace ConfigDrive.Iso.Conformance;

/// <summary>A rule that an image breaks.</summary>
/// <param name="Rule">
/// The rule: the clause of the standard, such as "ECMA-119 9.3", "Joliet Allowed Character Set", "SUSP 5.1" or "RRIP 4.1.4", or a rule of
/// config drives, such as "config drive: one time".
/// </param>
/// <param name="Where">The part of the image: a descriptor, a path table, or the path and the byte position of a record.</param>
/// <param name="Message">What is recorded there and what the rule wants.</param>
public sealed record IsoFinding(string Rule, string Where, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Where}: {Message} ({Rule})";
}

/// <summary>Collects findings up to a number that nobody reads to the end, and leaves out those that are not asked for.</summary>
/// <param name="configDrive">Whether the rules of config drives are asked for.</param>
internal sealed class Findings(bool configDrive)
{
    private const int Maximum = 1000;
    private const string ConfigDriveRule = "config drive: ";

    private readonly List<IsoFinding> all = [];

    public IReadOnlyList<IsoFinding> All => all;

    public bool IsFull => all.Count >= Maximum;

    public void Add(string rule, string where, string message)
    {
        if (!IsFull && (configDrive || !rule.StartsWith(ConfigDriveRule, StringComparison.Ordinal)))
        {
            all.Add(new IsoFinding(rule, where, message));
        }
    }

    /// <summary>Adds a finding unless a condition holds.</summary>
    /// <returns>Whether the condition holds.</returns>
    public bool Require(bool holds, string rule, string where, string message)
    {
        if (!holds)
        {
            Add(rule, where, message);
        }

        return holds;
    }
}

/// <summary>
/// A structure with its fields at byte positions as the standard tabulates them: BP 1 is the first byte. Reads fields and reports what is
/// wrong with their form.
/// </summary>
internal readonly ref struct Fields(ReadOnlySpan<byte> structure, string where, Findings findings)
{
    private readonly ReadOnlySpan<byte> structure = structure;

    public byte Byte(int bp) => structure[bp - 1];

    /// <summary>The field from one byte position to another, both included.</summary>
    public ReadOnlySpan<byte> Range(int first, int last) => structure[(first - 1)..last];

    public uint Little32(int bp) => BinaryPrimitives.ReadUInt32LittleEndian(structure[(bp - 1)..]);

    public uint Big32(int bp) => BinaryPrimitives.ReadUInt32BigEndian(structure[(bp - 1)..]);

    /// <summary>A number of 16 bits in both byte orders (ECMA-119 7.2.3).</summary>
    public ushort Both16(int bp, string name)
    {
        var little = BinaryPrimitives.ReadUInt16LittleEndian(structure[(bp - 1)..]);
        var big = BinaryPrimitives.ReadUInt16BigEndian(structure[(bp + 1)..]);
        findings.Require(
            little == big,
            "ECMA-119 7.2.3",
            where,
            $"{name} is {little} with the least significant byte first, but {big} with the most significant");
        return little;
    }

    /// <summary>A number of 32 bits in both byte orders (ECMA-119 7.3.3).</summary>
    public uint Both32(int bp, string name)
    {
        var little = Little32(bp);
        var big = Big32(bp + 4);
        findings.Require(
            little == big,
            "ECMA-119 7.3.3",
            where,
            $"{name} is {little} with the least significant byte first, but {big} with the most significant");
        return little;
    }

    public void Zero(int first, int last, string rule, string name) =>
        findings.Require(!Range(first, last).ContainsAnyExcept((byte)0), rule, where, $"{name}, bytes {first} to {last}, is not all zero");

    public void Is(int bp, byte expected, string rule, string name) =>
        findings.Require(Byte(bp) == expected, rule, where, $"{name} is {Byte(bp)}, not {expected}");
}
