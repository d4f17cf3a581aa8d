using System.Buffers.Binary;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// One line of an <c>authorized_keys</c> file: <c>[options] type base64 [comment]</c> (sshd(8), "AUTHORIZED_KEYS FILE FORMAT").
/// </summary>
internal sealed record AuthorizedKey(string Line, string Comment)
{
    private const string CertificateSuffix = "-cert-v01@openssh.com";
    private const string NotAKey = "is not an SSH public key: give lines of the form [options] type base64 [comment], as in authorized_keys";

    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>
    /// Parses a line that is neither blank nor a comment, without white space around it; <c>null</c> when sshd would not take it for a key, with what is
    /// wrong and what to do.
    /// </summary>
    public static AuthorizedKey? Parse(string line, out string fault)
    {
        fault = "";
        if (line.AsSpan().IndexOfAnyInRange('\0', '\u001f') is >= 0 and var control && line[control] is not '\t')
        {
            fault = "has a control character, at which sshd ends it: remove that";
            return null;
        }

        // As sshd does: what is no key may be options and a key (auth2-pubkeyfile.c, auth_check_authkey_line).
        if (ParseKey(line, line, ref fault) is { } key)
        {
            return key;
        }

        var options = line[..KeyOptions.LengthIn(line)];
        key = ParseKey(line, line[options.Length..], ref fault);
        if (key is not null && KeyOptions.FaultOf(options) is { } wrong)
        {
            fault = wrong;
            return null;
        }

        fault = key is not null || fault.Length > 0 ? fault : NotAKey;
        return key;
    }

    private static AuthorizedKey? ParseKey(string line, string rest, ref string fault)
    {
        var parts = rest.Split(Blanks, 3, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2)
        {
            return null;
        }

        if (parts[0].EndsWith(CertificateSuffix, StringComparison.Ordinal))
        {
            fault = "is an OpenSSH certificate, which a client shows and sshd does not take from authorized_keys: give the public key that it was made for, "
                + "or that of the authority that signed it, after the option cert-authority";
            return null;
        }

        return IsKey(parts[0], parts[1]) ? new AuthorizedKey(line, parts.Length > 2 ? parts[2].Trim() : "") : null;
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
