namespace ConfigDrive.Iso.Checking;

/// <summary>Checks the order of the records of one directory, and that no two have one name (ECMA-119 9.3 and 7.5; RRIP 4.1.4).</summary>
internal sealed class Siblings(bool isJoliet, Findings findings)
{
    private readonly HashSet<string> identifiers = new(StringComparer.Ordinal);
    private readonly HashSet<string> posixNames = new(StringComparer.Ordinal);
    private string? previous;
    private bool previousIsDirectory;
    private bool previousIsContinued;

    public void Add(CheckedRecord record, string where)
    {
        var identifier = RecordOrder.Text(record.Identifier, isJoliet);
        if (previousIsContinued)
        {
            findings.Require(
                identifier == previous,
                "ECMA-119 9.1.6",
                where,
                "the record before says that its file goes on here, but the identifiers differ");
        }
        else
        {
            findings.Require(
                identifiers.Add(identifier),
                "ECMA-119 7.5.1",
                where,
                $"another record has the identifier \"{identifier}\" as well");
            findings.Require(
                previous is null || RecordOrder.Compare(previous, previousIsDirectory, identifier, record.IsDirectory, isJoliet) <= 0,
                "ECMA-119 9.3",
                where,
                $"\"{identifier}\" comes before \"{previous}\"");
        }

        previous = identifier;
        previousIsDirectory = record.IsDirectory;
        previousIsContinued = record.IsContinued;
    }

    public void AddPosixName(string? name, string where)
    {
        if (name is not null && !previousIsContinued)
        {
            findings.Require(posixNames.Add(name), "RRIP 4.1.4", where, $"another record has the name \"{name}\" as well");
        }
    }
}
