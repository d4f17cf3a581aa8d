using System.Globalization;
using System.Text;

namespace ConfigDrive.Iso.Conformance;

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

/// <summary>
/// The order in which ECMA-119 9.3 wants records: by name, by extension, both as if padded at the end, then the higher version first.
/// </summary>
internal static class RecordOrder
{
    /// <summary>Compares two file or directory identifiers; less than zero if they are in order, zero if they are the same.</summary>
    public static int Compare(string left, bool leftIsDirectory, string right, bool rightIsDirectory, bool isJoliet)
    {
        var (leftName, leftExtension, leftVersion) = Split(left, leftIsDirectory);
        var (rightName, rightExtension, rightVersion) = Split(right, rightIsDirectory);
        var padding = isJoliet ? '\0' : ' ';
        var order = Padded(leftName, rightName, padding);
        order = order != 0 ? order : Padded(leftExtension, rightExtension, padding);
        return order != 0 ? order : rightVersion.CompareTo(leftVersion);
    }

    /// <summary>Compares as if the shorter text were padded to the length of the longer.</summary>
    public static int Padded(string left, string right, char padding)
    {
        var length = Math.Max(left.Length, right.Length);
        return string.CompareOrdinal(left.PadRight(length, padding), right.PadRight(length, padding));
    }

    /// <summary>An identifier as text that compares like its bytes.</summary>
    public static string Text(ReadOnlySpan<byte> identifier, bool isJoliet) =>
        (isJoliet ? Encoding.BigEndianUnicode : Encoding.Latin1).GetString(identifier);

    private static (string Name, string Extension, int Version) Split(string identifier, bool isDirectory)
    {
        if (isDirectory)
        {
            return (identifier, "", 0);
        }

        var separator = identifier.LastIndexOf(';');
        var name = separator < 0 ? identifier : identifier[..separator];
        var digits = separator < 0 ? "0" : identifier[(separator + 1)..];
        _ = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        var dot = name.LastIndexOf('.');
        return dot < 0 ? (name, "", version) : (name[..dot], name[(dot + 1)..], version);
    }
}
