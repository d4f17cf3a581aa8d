using System.Buffers;

namespace ConfigDrive.Iso.Checking;

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
