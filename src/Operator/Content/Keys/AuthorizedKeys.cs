using System.Globalization;
using System.Text.RegularExpressions;

namespace ConfigDrive.Operator.Content.Keys;

/// <summary>Reads <c>authorized_keys</c> texts into one list of keys, each with a name.</summary>
internal sealed partial class AuthorizedKeys
{
    private const string NameOfUnnamed = "key";

    private readonly List<PublicKey> keys = [];
    private readonly HashSet<string> lines = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <summary>
    /// The keys so far, each line once. Consumers take one key an entry: cloud-init, afterburn and cloudbase-init would lose or refuse the
    /// second of two keys in one string.
    /// </summary>
    public IReadOnlyList<PublicKey> Keys => keys;

    /// <summary>Adds the keys of a text; blank lines and lines that start with <c>#</c> are skipped.</summary>
    /// <param name="text">The text, with line breaks of any kind.</param>
    /// <param name="field">Path of its source in the ConfigDrive.</param>
    /// <exception cref="InvalidContentException">A line is no key. One bad key would make afterburn refuse all of them.</exception>
    public void Add(string text, string field)
    {
        var number = 0;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.TrimStart().StartsWith('#'))
            {
                continue;
            }

            var key = AuthorizedKey.Parse(line) ?? throw new InvalidContentException(field, string.Create(
                CultureInfo.InvariantCulture,
                $"line {number} is not an SSH public key: give lines of the form [options] type base64 [comment], as in authorized_keys"));
            if (lines.Add(key.Line))
            {
                keys.Add(new PublicKey(UniqueName(key.Comment), key.Line));
            }
        }
    }

    private string UniqueName(string comment)
    {
        var stem = PlainName().IsMatch(comment) ? comment : NameOfUnnamed;
        var name = stem;
        for (var number = 2; !names.Add(name); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
        }

        return name;
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9@._-]{0,127}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainName();
}
