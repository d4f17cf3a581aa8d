namespace ConfigDrive.Operator.Commands;

/// <summary>Text of others on a terminal: what would steer it, or change the order of what is read, is written as <c>\uXXXX</c>.</summary>
internal static class TerminalText
{
    private const int MostCharacters = 4000;

    /// <summary>The text with its line breaks.</summary>
    public static string Escape(string text) => text.Any(IsSpecial)
        ? text.Aggregate(new StringBuilder(text.Length), (escaped, each) => IsSpecial(each) ? escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)each:x4}") : escaped.Append(each))
            .ToString()
        : text;

    /// <summary>The text on one line, cut off when it is very long.</summary>
    public static string OneLine(string text)
    {
        var line = Escape(string.Join(' ', text.Split((char[])['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)));
        return line.Length <= MostCharacters ? line : $"{line[..MostCharacters]}…";
    }

    private static bool IsSpecial(char character) => character != '\n' && char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
