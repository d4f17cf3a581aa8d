namespace ConfigDrive.Operator.Library;

/// <summary>The secondary store could not do what was asked; nothing that was stored is damaged.</summary>
public sealed class SecondaryStoreException : Exception
{
    // errno of Linux, which .NET passes on as HResult.
    private const int NoSpaceLeft = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaExceeded = 122;

    private SecondaryStoreException(string reason, string message, Exception cause) : base(message, cause) => Reason = reason;

    /// <summary>
    /// Reason in the form of a condition's: <c>SecondaryStoreFull</c>, <c>SecondaryStoreReadOnly</c> or <c>SecondaryStoreFailed</c>.
    /// </summary>
    public string Reason { get; }

    internal static bool Covers(Exception exception) => exception is IOException or UnauthorizedAccessException;

    internal static SecondaryStoreException From(string verb, LibraryPath path, Exception exception) => From(verb, path.ToString(), exception);

    internal static SecondaryStoreException From(string verb, string what, Exception exception)
    {
        var (reason, remedy) = exception.HResult switch
        {
            NoSpaceLeft or QuotaExceeded => ("SecondaryStoreFull", "the volume is full: enlarge it or remove what is not needed"),
            ReadOnlyFileSystem => ("SecondaryStoreReadOnly", "the volume is mounted read-only: mount it read-write"),
            _ when exception is UnauthorizedAccessException => ("SecondaryStoreReadOnly", "permission denied: the operator's user must own the volume"),
            _ => ("SecondaryStoreFailed", exception.Message),
        };
        return new SecondaryStoreException(reason, $"Cannot {verb} {what} on the secondary store: {remedy}", exception);
    }
}
