using ConfigDrive.Operator.Files;

namespace ConfigDrive.Operator.Library;

/// <summary>The secondary store could not do what was asked; nothing that was stored is damaged.</summary>
internal sealed class SecondaryStoreException : Exception
{
    private SecondaryStoreException(string reason, string message, Exception cause) : base(message, cause) => Reason = reason;

    /// <summary>
    /// Reason in the form of a condition's: <c>SecondaryStoreFull</c>, <c>SecondaryStoreReadOnly</c> or <c>SecondaryStoreFailed</c>.
    /// </summary>
    public string Reason { get; }

    public static SecondaryStoreException From(string verb, LibraryPath path, Exception exception) =>
        From(verb, path.ToString(), exception);

    public static SecondaryStoreException From(string verb, string what, Exception exception)
    {
        var (fault, message) = VolumeFaults.Explain(
            exception,
            full: "enlarge it or remove what is not needed",
            readOnly: "mount it read-write",
            denied: "the operator's user must own the volume");
        var reason = fault switch
        {
            VolumeFault.Full => "SecondaryStoreFull",
            VolumeFault.ReadOnly or VolumeFault.Denied => "SecondaryStoreReadOnly",
            _ => "SecondaryStoreFailed",
        };
        return new SecondaryStoreException(reason, $"Cannot {verb} {what} on the secondary store: {message}", exception);
    }
}
