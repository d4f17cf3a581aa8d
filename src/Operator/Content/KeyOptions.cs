using System.Buffers;
using System.Text.RegularExpressions;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// The options before a key in <c>authorized_keys</c> (sshd(8), "AUTHORIZED_KEYS FILE FORMAT"), read as sshd reads them (auth-options.c,
/// <c>sshauthopt_parse</c>): over one that it does not know, or a value that it cannot use, it refuses every login by the key. Case does not matter.
/// </summary>
internal static partial class KeyOptions
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly string[] Flags =
    [
        "agent-forwarding", "cert-authority", "no-agent-forwarding", "no-port-forwarding", "no-pty", "no-touch-required", "no-user-rc",
        "no-verify-required", "no-X11-forwarding", "port-forwarding", "pty", "restrict", "touch-required", "user-rc", "verify-required", "X11-forwarding",
    ];

    // Each with what its value must be. sshd tells a wrong from= only when somebody logs in.
    private static readonly Dictionary<string, Func<string, bool>> Values = new(StringComparer.OrdinalIgnoreCase)
    {
        ["command"] = _ => true,
        ["environment"] = value => EnvironmentVariable().IsMatch(value),
        ["expiry-time"] = value => Time().IsMatch(value),
        ["from"] = value => value.Length > 0,
        ["permitlisten"] = value => IsHostAndPort(value.Contains(':', StringComparison.Ordinal) ? value : $"*:{value}"),
        ["permitopen"] = IsHostAndPort,
        ["principals"] = value => value.Length > 0,
        ["tunnel"] = value => value.Equals("any", StringComparison.OrdinalIgnoreCase) || int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _),
    };

    // sshd refuses a second one.
    private static readonly string[] Single = ["command", "from", "principals"];

    /// <summary>Where the options that a line begins with end: at the first blank outside double quotes; a backslash escapes a quote.</summary>
    public static int LengthIn(string line)
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

    /// <summary>What is wrong with options, and what to do; <c>null</c> when sshd takes them. Shows no value, which may be a secret.</summary>
    public static string? FaultOf(string options)
    {
        const string Unknown = "has something before the key that is no option of sshd(8): remove it, or write options with commas and without blanks, "
            + "such as restrict,command=\"…\"";
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (ReadOnlySpan<char> rest = options; ; rest = rest[1..])
        {
            var length = rest.IndexOfAnyExcept(NameCharacters);
            var name = (length < 0 ? rest : rest[..length]).ToString();
            rest = rest[name.Length..];
            if (rest is ['=', ..] && Values.TryGetValue(name, out var isValid))
            {
                if (Quoted(rest[1..], out var value) is not { } end)
                {
                    return $"has the option {name} without double quotes around its value: write {name}=\"…\", and \\\" for a quote within it";
                }

                if (!isValid(value))
                {
                    return $"has the option {name} with a value that sshd cannot use: see sshd(8), AUTHORIZED_KEYS FILE FORMAT";
                }

                if (!seen.Add(name) && Single.Contains(name, StringComparer.OrdinalIgnoreCase))
                {
                    return $"has the option {name} twice: remove one";
                }

                rest = rest[(1 + end)..];
            }
            else if (name.Length > 0 && !Flags.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return Unknown;
            }

            switch (rest)
            {
                case []:
                    return null;
                case not [',', ..]:
                    return Unknown;
            }
        }
    }

    /// <summary>The value in double quotes that a text begins with; returns where it ends, <c>null</c> when a quote is missing.</summary>
    private static int? Quoted(ReadOnlySpan<char> text, out string value)
    {
        var unescaped = new StringBuilder();
        for (var index = 1; text is ['"', ..] && index < text.Length; index++)
        {
            if (text[index] is '"')
            {
                value = unescaped.ToString();
                return index + 1;
            }

            index += text[index] is '\\' && index + 1 < text.Length && text[index + 1] is '"' ? 1 : 0;
            unescaped.Append(text[index]);
        }

        value = "";
        return null;
    }

    // misc.c, hpdelim2 and a2port: host:port or [address]:port, a number or the name of a service.
    private static bool IsHostAndPort(string value) => HostAndPort().Match(value) is { Success: true } match
        && (!match.Groups["number"].Success
            || (int.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535));

    [GeneratedRegex("^[A-Za-z0-9_]+=", RegexOptions.None, MatchTimeout.Milliseconds)]
    private static partial Regex EnvironmentVariable();

    // YYYYMMDD, or with HHMM or HHMMSS, in local time or UTC (misc.c, parse_absolute_time).
    [GeneratedRegex(
        @"^[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(([01][0-9]|2[0-3])[0-5][0-9]([0-5][0-9])?)?(Z|UTC)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        MatchTimeout.Milliseconds)]
    private static partial Regex Time();

    [GeneratedRegex(@"^(\[[^\]]+\]|[^:/\[\]]*)[:/]((?<number>[0-9]+)|\*|[A-Za-z][A-Za-z0-9-]*)\z", RegexOptions.ExplicitCapture, MatchTimeout.Milliseconds)]
    private static partial Regex HostAndPort();
}
