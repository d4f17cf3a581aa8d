using System.Text;

namespace ConfigDrive.Iso.Writing;

/// <summary>Text in a field of fixed length, padded with spaces (ECMA-119 7.4.3.2).</summary>
internal static class TextField
{
    public static void WriteAscii(Span<byte> field, string text)
    {
        var written = Encoding.ASCII.GetBytes(text, field);
        field[written..].Fill((byte)' ');
    }

    /// <summary>
    /// Writes UCS-2, big endian. Spaces are characters here as well, not zero bytes: some readers trim only these. An odd last byte is
    /// zero.
    /// </summary>
    public static void WriteUcs2(Span<byte> field, string text)
    {
        for (var i = 0; i < field.Length / sizeof(char); i++)
        {
            var c = i < text.Length ? text[i] : ' ';
            field[i * 2] = (byte)(c >> 8);
            field[(i * 2) + 1] = (byte)c;
        }
    }
}
