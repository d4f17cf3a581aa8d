namespace ConfigDrive.Operator.Importing;

/// <summary>Lines of an <c>authorized_keys</c> text, of which some producers put several into one entry.</summary>
internal static class KeyLines
{
    /// <summary>Without white space around them, blank lines and comments.</summary>
    public static IEnumerable<string> Of(string text) => text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#');
}
