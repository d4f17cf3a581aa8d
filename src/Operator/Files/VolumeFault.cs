namespace ConfigDrive.Operator.Files;

/// <summary>What keeps a volume from taking a file.</summary>
internal enum VolumeFault
{
    /// <summary>Something else, or broken.</summary>
    Other,

    /// <summary>No space or no quota is left.</summary>
    Full,

    /// <summary>It is mounted read-only.</summary>
    ReadOnly,

    /// <summary>Its owner or mode does not let us.</summary>
    Denied,
}

/// <summary>Reads a fault from what .NET throws.</summary>
internal static class VolumeFaults
{
    // errno of Linux, which .NET passes on as HResult.
    private const int NoSpaceLeft = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaExceeded = 122;

    /// <summary>Whether an exception is one of the file system's.</summary>
    public static bool Covers(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>The fault, and what is wrong and what to do, in one line.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="full">What to do about a full volume.</param>
    /// <param name="readOnly">What to do about one that is mounted read-only.</param>
    /// <param name="denied">What to do about one that belongs to somebody else.</param>
    public static (VolumeFault Fault, string Message) Explain(Exception exception, string full, string readOnly, string denied) =>
        exception.HResult switch
        {
            NoSpaceLeft or QuotaExceeded => (VolumeFault.Full, $"the volume is full: {full}"),
            ReadOnlyFileSystem => (VolumeFault.ReadOnly, $"the volume is mounted read-only: {readOnly}"),
            _ when exception is UnauthorizedAccessException => (VolumeFault.Denied, $"permission denied: {denied}"),
            _ => (VolumeFault.Other, exception.Message),
        };
}
