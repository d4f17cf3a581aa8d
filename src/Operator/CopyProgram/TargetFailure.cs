namespace ConfigDrive.Operator.CopyProgram;

/// <summary>Makes of a failure to write what is wrong with the claim, in one line that helps.</summary>
internal static class TargetFailure
{
    // errno of Linux, which .NET passes on as HResult.
    private const int NoSpaceLeft = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaExceeded = 122;

    public static CopyException Of(string path, Exception exception)
    {
        var remedy = exception.HResult switch
        {
            NoSpaceLeft or QuotaExceeded => "the volume is full: ask for a larger claim (spec.primaryStorage.size)",
            ReadOnlyFileSystem => "the volume is mounted read-only: its class must allow writing",
            _ when exception is UnauthorizedAccessException => "permission denied: the class must honour fsGroup, or its volumes belong to user or group 107",
            _ => exception.Message,
        };
        return new CopyException($"Cannot write {path}: {remedy}", exception);
    }
}
