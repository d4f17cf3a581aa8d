using System.Buffers;
using System.Globalization;
using System.Text;

namespace ConfigDrive.Iso.Conformance;

/// <summary>Checks the identifiers of files and directories: form, characters and length (ECMA-119 7.5, 7.6 and 10.2; Joliet).</summary>
internal sealed class IdentifierCheck(IsoCheckOptions options, Findings findings)
{
    public void Run(CheckedRecord record, bool isJoliet, string where)
    {
        if (isJoliet)
        {
            Joliet(record, where);
        }
        else if (record.IsDirectory)
        {
            findings.Require(
                Characters.AreD(record.Identifier, options.RelaxedNames),
                "ECMA-119 7.6.1",
                where,
                "the directory identifier has other characters than d-characters");
            findings.Require(
                record.Identifier.Length <= 31,
                "ECMA-119 7.6.3",
                where,
                $"the directory identifier has {record.Identifier.Length} characters, more than 31");
        }
        else
        {
            File(record.Identifier, where);
        }
    }

    private void Joliet(CheckedRecord record, string where)
    {
        var parts = Split(record.Identifier, "\0;"u8);
        findings.Require(
            Characters.AreJoliet(parts.Name),
            "Joliet Allowed Character Set",
            where,
            "the identifier has characters that UCS-2 or Joliet does not allow");
        findings.Require(
            parts.Name.Length <= 128,
            "Joliet Relaxation of ISO 9660 Restrictions",
            where,
            $"the identifier has {parts.Name.Length / 2} characters, more than 64");
        findings.Require(
            parts.Version.IsEmpty || (!record.IsDirectory && IsVersion(Encoding.BigEndianUnicode.GetString(parts.Version))),
            "ECMA-119 7.5.1",
            where,
            "what follows the separator is not a version number");
        findings.Require(
            !parts.Name.EndsWith("\0."u8) && !parts.Name.EndsWith("\0 "u8),
            "config drive: names",
            where,
            "the identifier ends in a dot or a space, which Windows drops, so that the file cannot be opened there");
        findings.Require(
            record.SystemUse.IsEmpty,
            "config drive: no other bytes",
            where,
            "a Joliet record has a system use field");
    }

    private void File(ReadOnlySpan<byte> identifier, string where)
    {
        var parts = Split(identifier, ";"u8);
        var name = parts.Name;
        findings.Require(
            IsVersion(Encoding.Latin1.GetString(parts.Version)),
            "ECMA-119 7.5.1",
            where,
            "the file identifier does not end in \";\" and a version number from 1 to 32767");

        findings.Require(
            parts.Version.SequenceEqual("1"u8),
            "config drive: plain files",
            where,
            "the file's version is not 1");
        var dots = name.Count((byte)'.');
        findings.Require(
            dots == 1 || (dots > 1 && options.RelaxedNames),
            "ECMA-119 7.5.1",
            where,
            $"the file identifier has {dots} dots, where one separates the name from the extension");
        findings.Require(name.Length > dots, "ECMA-119 7.5.1", where, "the file identifier has neither a name nor an extension");

        var dot = name.LastIndexOf((byte)'.');
        var stem = name[..Math.Max(dot, 0)];
        findings.Require(
            Characters.AreD(stem, options.RelaxedNames) && Characters.AreD(name[(dot + 1)..], options.RelaxedNames),
            "ECMA-119 7.5.1",
            where,
            "the file identifier has other characters than d-characters");
        findings.Require(name.Length <= 31, "ECMA-119 7.5.1", where, $"name and extension have {name.Length - 1} characters, more than 30");
    }

    // TryParse alone would pass over NUL characters at the end.
    private static bool IsVersion(string digits) =>
        digits.All(char.IsAsciiDigit)
        && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        && version is >= 1 and <= 32767;

    /// <summary>Splits an identifier at the last separator; the version is empty if there is none.</summary>
    private static Parts Split(ReadOnlySpan<byte> identifier, ReadOnlySpan<byte> separator)
    {
        for (var i = identifier.Length - separator.Length; i >= 0; i -= separator.Length)
        {
            if (identifier[i..].StartsWith(separator))
            {
                return new Parts(identifier[..i], identifier[(i + separator.Length)..]);
            }
        }

        return new Parts(identifier, default);
    }

    private readonly ref struct Parts(ReadOnlySpan<byte> name, ReadOnlySpan<byte> version)
    {
        public ReadOnlySpan<byte> Name { get; } = name;

        public ReadOnlySpan<byte> Version { get; } = version;
    }
}

/// <summary>The character sets of ECMA-119 7.4 and Joliet, as bytes or UCS-2 values.</summary>
internal static class Characters
{
    private static readonly SearchValues<byte> D = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8);
    private static readonly SearchValues<byte> RelaxedD =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."u8);
    private static readonly SearchValues<byte> A = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ !\"%&'()*+,-./:;<=>?"u8);

    /// <summary>d-characters (ECMA-119 7.4.1, annex A): what names are made of.</summary>
    public static bool AreD(ReadOnlySpan<byte> text, bool relaxed) => !text.ContainsAnyExcept(relaxed ? RelaxedD : D);

    /// <summary>a-characters (ECMA-119 7.4.1, annex A): what texts are made of. Relaxed, any printable character of ASCII.</summary>
    public static bool AreA(ReadOnlySpan<byte> text, bool relaxed) =>
        relaxed ? !text.ContainsAnyExceptInRange((byte)' ', (byte)'~') : !text.ContainsAnyExcept(A);

    /// <summary>
    /// What Joliet allows in identifiers: neither control characters nor * / : ; ? \ (Joliet, "Allowed Character Set"), nor halves of
    /// surrogate pairs, which UCS-2 lacks.
    /// </summary>
    public static bool AreJoliet(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i + 1 < text.Length; i += 2)
        {
            var c = (char)((text[i] << 8) | text[i + 1]);
            if (c < 0x20 || char.IsSurrogate(c) || c is '*' or '/' or ':' or ';' or '?' or '\\')
            {
                return false;
            }
        }

        return text.Length % 2 == 0;
    }

    /// <summary>What Joliet allows in texts of the descriptor, which are not names of files: no control characters.</summary>
    public static bool AreJolietText(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i + 1 < text.Length; i += 2)
        {
            if (text[i] == 0 && text[i + 1] < 0x20)
            {
                return false;
            }
        }

        return true;
    }
}
