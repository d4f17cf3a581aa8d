namespace ConfigDrive.Operator.Content;

/// <summary>
/// What a user wrote, quoted in a message. A condition's message has at most 32,768 characters (metav1.Condition): with more the API server refuses
/// the whole status.
/// </summary>
internal static class Echo
{
    private const int Characters = 64;
    private const int Items = 8;

    /// <summary>The start of a text, in quotes.</summary>
    public static string One(string text) => $"\"{Cut(text, Characters)}\"";

    /// <summary>The first of some texts, each in quotes, and how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> texts) =>
        string.Join(", ", texts.Take(Items).Select(One)) + (texts.Count > Items ? $" and {texts.Count - Items} more" : "");

    /// <summary>The start of a text, no half of a surrogate pair at its end.</summary>
    public static string Cut(string text, int characters = Characters) => text.Length <= characters
        ? text
        : $"{text[..(char.IsHighSurrogate(text[characters - 1]) ? characters - 1 : characters)]}…";
}
