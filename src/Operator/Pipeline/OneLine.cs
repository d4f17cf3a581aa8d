namespace ConfigDrive.Operator.Pipeline;

/// <summary>Text of somebody else, a server or a pod, for a message: one line of bearable length.</summary>
internal static class OneLine
{
    private const int Longest = 512;

    /// <summary>The text with each run of white space as one blank, cut at 512 characters.</summary>
    public static string Of(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Longest ? line : line[..Longest] + "…";
    }
}
