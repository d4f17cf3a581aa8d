using System.Text.RegularExpressions;

namespace ConfigDrive.Operator.Content;

/// <summary>Reads <c>authorized_keys</c> texts into one list of keys, each with a name.</summary>
internal sealed partial class AuthorizedKeys
{
    private const string NameOfUnnamed = "key";

    private readonly List<PublicKey> keys = [];
    private readonly HashSet<string> lines = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private int bytes;

    /// <summary>
    /// The keys so far, each line once. Guests expect one key in each entry: cloud-init, afterburn and cloudbase-init would lose or refuse the second
    /// of two keys in one string.
    /// </summary>
    public IReadOnlyList<PublicKey> Keys => keys;

    /// <summary>Adds the keys of a text; blank lines and lines that start with <c>#</c> are skipped.</summary>
    /// <exception cref="InvalidContentException">
    /// A line is not a key, and one bad key would make afterburn refuse all of them; or the keys are more than a drive may have.
    /// </exception>
    public void Add(string text, string field)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var trimmed = line.Trim();
            if (trimmed.IsEmpty || trimmed[0] is '#')
            {
                continue;
            }

            if (AuthorizedKey.Parse(trimmed.ToString(), out var fault) is not { } key)
            {
                throw new InvalidContentException(field, $"line {number} {fault}");
            }

            if (lines.Add(key.Line))
            {
                Add(key);
            }

            if (keys.Count > ContentLimits.PublicKeys || bytes > ContentLimits.PublicKeyBytes)
            {
                throw new InvalidContentException(
                    field,
                    $"line {number} is one too many: a drive has at most {ContentLimits.PublicKeys} SSH keys and {ContentLimits.PublicKeyBytes} bytes of them, "
                    + "of all its sources: let sshd ask for so many by AuthorizedKeysCommand, or trust a certificate authority (cert-authority)");
            }
        }
    }

    private void Add(AuthorizedKey key)
    {
        bytes += Encoding.UTF8.GetByteCount(key.Line);
        keys.Add(new PublicKey(UniqueName(key.Comment), key.Line));
    }

    // Each stem goes on from its last number: to search from the start each time would take the square of the number of keys.
    private string UniqueName(string comment)
    {
        var stem = PlainName().IsMatch(comment) ? comment : NameOfUnnamed;
        var name = stem;
        for (var number = numbers.GetValueOrDefault(stem, 2); !names.Add(name); number++)
        {
            name = $"{stem}-{number}";
            numbers[stem] = number + 1;
        }

        return name;
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9@._-]{0,127}\z", RegexOptions.None, MatchTimeout.Milliseconds)]
    private static partial Regex PlainName();
}
