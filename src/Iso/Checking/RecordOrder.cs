using System.Globalization;
using System.Text;

namespace ConfigDrive.Iso.Checking;

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
