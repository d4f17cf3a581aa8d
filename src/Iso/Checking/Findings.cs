namespace ConfigDrive.Iso.Checking;

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
