using System.Buffers.Binary;
using System.Text.RegularExpressions;

namespace ConfigDrive.Operator.Content;

/// <summary>Reads <c>authorized_keys</c> texts into one list of keys, each with a name.</summary>
internal sealed partial class AuthorizedKeys
{
    private const string NameOfUnnamed = "key";

    private readonly List<PublicKey> keys = [];
    private readonly HashSet<string> lines = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <summary>
    /// The keys so far, each line once. Guests expect one key in each entry: cloud-init, afterburn and cloudbase-init would lose or refuse the second
    /// of two keys in one string.
    /// </summary>
    public IReadOnlyList<PublicKey> Keys => keys;

    /// <summary>Adds the keys of a text; blank lines and lines that start with <c>#</c> are skipped.</summary>
    /// <exception cref="InvalidContentException">A line is not a key. One bad key would make afterburn refuse all of them.</exception>
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

            var key = AuthorizedKey.Parse(line) ?? throw new InvalidContentException(
                field, $"line {number} is not an SSH public key: give lines of the form [options] type base64 [comment], as in authorized_keys");
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
            name = $"{stem}-{number}";
        }

        return name;
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9@._-]{0,127}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainName();
}

/// <summary>
/// One line of an <c>authorized_keys</c> file: <c>[options] type base64 [comment]</c> (sshd(8), "AUTHORIZED_KEYS FILE FORMAT").
/// </summary>
internal sealed record AuthorizedKey(string Line, string Comment)
{
    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>Parses a line that is neither blank nor a comment; <c>null</c> when it is not a key.</summary>
    public static AuthorizedKey? Parse(string line)
    {
        var trimmed = line.Trim();
        return ParseKey(trimmed, trimmed) ?? ParseKey(trimmed, trimmed[OptionsLength(trimmed)..].TrimStart(Blanks));
    }

    private static AuthorizedKey? ParseKey(string line, string rest)
    {
        var parts = rest.Split(Blanks, 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length >= 2 && IsKey(parts[0], parts[1]) ? new AuthorizedKey(line, parts.Length > 2 ? parts[2] : "") : null;
    }

    /// <summary>Options end at the first blank outside double quotes; a quote within quotes is escaped by a backslash.</summary>
    private static int OptionsLength(string line)
    {
        var isQuoted = false;
        for (var index = 0; index < line.Length; index++)
        {
            if (line[index] == '\\' && index + 1 < line.Length && line[index + 1] == '"')
            {
                index++;
            }
            else if (line[index] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && line[index] is ' ' or '\t')
            {
                return index;
            }
        }

        return line.Length;
    }

    /// <summary>
    /// Whether the base64 is a public key of the type: a sequence of fields, each with its length before it, of which the first is the type
    /// (RFC 4253, section 6.6). That catches keys that were cut, wrapped or pasted together, for any type that OpenSSH may add.
    /// </summary>
    private static bool IsKey(string type, string base64)
    {
        var blob = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, blob, out var length))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = blob.AsSpan(0, length);
        var fields = 0;
        while (rest.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(rest) is var size && size <= rest.Length - sizeof(uint))
        {
            var end = sizeof(uint) + (int)size;
            if (fields++ == 0 && !rest[sizeof(uint)..end].SequenceEqual(Encoding.ASCII.GetBytes(type)))
            {
                return false;
            }

            rest = rest[end..];
        }

        return rest.IsEmpty && fields > 1;
    }
}
