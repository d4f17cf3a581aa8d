namespace ConfigDrive;

internal static class Replacement
{
    /// <summary>As Replace does, and fails where there is nothing to replace: a test of a sample that was meant to be another would say nothing.</summary>
    public static string ReplaceExisting(this string text, string former, string replacement)
    {
        Assert.Contains(former, text, StringComparison.Ordinal);
        return text.Replace(former, replacement, StringComparison.Ordinal);
    }
}
