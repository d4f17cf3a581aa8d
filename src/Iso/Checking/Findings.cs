namespace ConfigDrive.Iso.Checking;

/// <summary>Collects findings up to a number that nobody reads to the end.</summary>
internal sealed class Findings
{
    private const int Maximum = 1000;

    private readonly List<IsoFinding> all = [];

    public IReadOnlyList<IsoFinding> All => all;

    public bool IsFull => all.Count >= Maximum;

    public void Add(string rule, string where, string message)
    {
        if (!IsFull)
        {
            all.Add(new IsoFinding(rule, where, message));
        }
    }

    /// <summary>Adds a finding unless a condition holds.</summary>
    public bool Require(bool holds, string rule, string where, string message)
    {
        if (!holds)
        {
            Add(rule, where, message);
        }

        return holds;
    }
}
