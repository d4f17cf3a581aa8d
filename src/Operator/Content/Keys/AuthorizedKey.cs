using System.Buffers.Binary;
using System.Text;

namespace ConfigDrive.Operator.Content.Keys;

/// <summary>
/// One line of an <c>authorized_keys</c> file: <c>[options] type base64 [comment]</c> (sshd(8), "AUTHORIZED_KEYS FILE FORMAT").
/// </summary>
/// <param name="Line">The line, trimmed.</param>
/// <param name="Comment">What follows the key; may be empty.</param>
internal sealed record AuthorizedKey(string Line, string Comment)
{
    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>Parses a line that is neither blank nor a comment; <c>null</c> when it holds no key.</summary>
    public static AuthorizedKey? Parse(string line)
    {
        var trimmed = line.Trim();
        return ParseKey(trimmed, trimmed) ?? ParseKey(trimmed, trimmed[OptionsLength(trimmed)..].TrimStart(Blanks));
    }

    private static AuthorizedKey? ParseKey(string line, string rest)
    {
        var parts = rest.Split(Blanks, 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length >= 2 && HoldsKey(parts[0], parts[1]) ? new AuthorizedKey(line, parts.Length > 2 ? parts[2] : "") : null;
    }

    /// <summary>Options end at the first blank outside double quotes; a quote within quotes is escaped by a backslash.</summary>
    private static int OptionsLength(string line)
    {
        var quoted = false;
        for (var index = 0; index < line.Length; index++)
        {
            if (line[index] == '\\' && index + 1 < line.Length && line[index + 1] == '"')
            {
                index++;
            }
            else if (line[index] == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && line[index] is ' ' or '\t')
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
    private static bool HoldsKey(string type, string base64)
    {
        var blob = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, blob, out var length))
        {
            return false;
        }

        var rest = blob.AsSpan(0, length);
        for (var field = 0; !rest.IsEmpty; field++)
        {
            if (rest.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32BigEndian(rest) is var size && size > rest.Length - sizeof(uint))
            {
                return false;
            }

            if (field == 0 && !rest.Slice(sizeof(uint), (int)size).SequenceEqual(Encoding.ASCII.GetBytes(type)))
            {
                return false;
            }

            rest = rest[(sizeof(uint) + (int)size)..];
            if (rest.IsEmpty)
            {
                return field > 0;
            }
        }

        return false;
    }
}
