namespace ConfigDrive.Kubernetes.Client;

/// <summary>Text from outside, of a server, a pod or an exception, as one line for a log or a message: at most 1000 characters.</summary>
public static class OneLine
{
    private const int MaximumLength = 1000;

    /// <summary>The text with each run of white space as one space, cut off with "…" when it is longer than 1000 characters.</summary>
    public static string From(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= MaximumLength ? line : line[..MaximumLength] + "…";
    }

    /// <summary>Type and message of an exception, with the message of its cause. No stack trace: those of asynchronous code say little.</summary>
    public static string From(Exception exception) => From(exception.InnerException is { } cause && cause.Message != exception.Message
        ? $"{exception.GetType().Name}: {exception.Message} ({cause.Message})"
        : $"{exception.GetType().Name}: {exception.Message}");
}
