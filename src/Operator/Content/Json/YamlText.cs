using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ConfigDrive.Operator.Content.Json;

/// <summary>
/// JSON that a reader of YAML 1.1 takes for the same. Two kinds of characters, which JSON may hold as they are, are escaped: those that end a
/// line within a YAML scalar (YAML 1.1, section 4.1.4), and those that PyYAML refuses (yaml/reader.py, <c>NON_PRINTABLE</c>). All of them are
/// of the basic plane; characters beyond it stay as they are, since YAML knows no surrogate pairs.
/// </summary>
internal static class YamlText
{
    /// <summary>The bytes that <paramref name="write"/> makes.</summary>
    public static ReadOnlyMemory<byte> Write<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var json = JsonText.Write(value, write);
        var text = Encoding.UTF8.GetString(json.Span);
        return text.Any(IsSpecial) ? Encoding.UTF8.GetBytes(Escape(text)) : json;
    }

    // Outside of its strings JSON has none of these characters.
    private static string Escape(string json)
    {
        var escaped = new StringBuilder(json.Length);
        foreach (var character in json)
        {
            _ = IsSpecial(character)
                ? escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}")
                : escaped.Append(character);
        }

        return escaped.ToString();
    }

    private static bool IsSpecial(char character) => character is (>= '\u007f' and <= '\u009f') or '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff';
}
