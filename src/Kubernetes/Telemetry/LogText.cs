namespace ConfigDrive.Kubernetes.Telemetry;

/// <summary>Makes the text of a failure fit for a log line.</summary>
internal static class LogText
{
    private const int Longest = 1000;

    /// <summary>Type and message on one line. No stack trace: those of awaited code say little.</summary>
    public static string OneLine(Exception exception)
    {
        var message = exception.InnerException is { } inner && inner.Message != exception.Message
            ? $"{exception.Message} ({inner.Message})"
            : exception.Message;
        var line = $"{exception.GetType().Name}: {message}".ReplaceLineEndings(" ");
        return line.Length <= Longest ? line : line[..Longest] + "…";
    }
}
