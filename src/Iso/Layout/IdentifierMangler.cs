using System.Globalization;

namespace ConfigDrive.Iso.Layout;

/// <summary>
/// Turns the names of a directory into identifiers of a limited length and character set, unique without regard to case, since Windows and Linux without
/// Rock Ridge fold case. A name that fits stays as it is; of two that clash, and of those that do not fit, the later ones in the ordinal order of the names
/// get a number before the extension, of which eight characters stay. So the identifiers depend on the set of names alone.
/// </summary>
/// <param name="maximumLength">The most characters that an identifier has.</param>
/// <param name="indexOfForbidden">Finds the first character that an identifier cannot have; it becomes "_".</param>
internal sealed class IdentifierMangler(int maximumLength, Func<ReadOnlySpan<char>, int> indexOfForbidden)
{
    private const int MaximumExtensionLength = 8;

    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> numbers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Chooses the identifiers of siblings.</summary>
    /// <param name="siblings">The nodes, in the ordinal order of their names.</param>
    /// <param name="identify">Takes the identifier that was chosen for a node whose name cannot stay.</param>
    /// <param name="reserved">The characters that are added to a node's identifier when it is recorded and that count towards its length.</param>
    public void Assign(List<Node> siblings, Action<Node, string> identify, Func<Node, int> reserved)
    {
        taken.Clear();
        numbers.Clear();
        List<Node>? rest = null;
        foreach (var node in siblings)
        {
            var fits = node.Name.Length <= maximumLength - reserved(node) && IndexOfForbidden(node.Name) < 0;
            if (!fits || !taken.Add(Key(node.Name)))
            {
                (rest ??= []).Add(node);
            }
        }

        foreach (var node in rest ?? [])
        {
            identify(node, Unique(node.Name, maximumLength - reserved(node)));
        }
    }

    private string Unique(string name, int length)
    {
        var plain = Shape(name, length, "");
        if (taken.Add(Key(plain)))
        {
            return plain;
        }

        for (var number = numbers.GetValueOrDefault(plain) + 1; ; number++)
        {
            var candidate = Shape(name, length, number.ToString("D3", CultureInfo.InvariantCulture));
            if (taken.Add(Key(candidate)))
            {
                numbers[plain] = number;
                return candidate;
            }
        }
    }

    private string Shape(string name, int length, string number)
    {
        var dot = name.LastIndexOf('.');
        var extension = dot <= 0 ? default : name.AsSpan(dot, Math.Min(name.Length - dot, MaximumExtensionLength + 1));
        var stem = name.AsSpan(0, Math.Min(dot <= 0 ? name.Length : dot, length - extension.Length - number.Length));
        var identifier = string.Concat(stem, number, extension).ToCharArray();
        for (int i; (i = IndexOfForbidden(identifier)) >= 0;)
        {
            identifier[i] = '_';
        }

        return new string(identifier);
    }

    // A name of dots alone would be neither a name nor an extension (ECMA-119 7.5.1), and what Linux leaves of it in Joliet is ".".
    private int IndexOfForbidden(ReadOnlySpan<char> name) => name.TrimStart('.').IsEmpty ? 0 : indexOfForbidden(name);

    // Linux drops one dot at the end of a primary identifier and all of them in Joliet (fs/isofs/dir.c, joliet.c), so names that differ in these alone clash.
    private static string Key(string identifier) => identifier.EndsWith('.') ? identifier.TrimEnd('.') : identifier;
}
