using ConfigDrive.Operator.Files;

namespace ConfigDrive.Operator.Library;

/// <summary>A request to the secondary store failed; what was stored is not damaged.</summary>
internal sealed class SecondaryStoreException(string reason, string message, Exception cause) : Exception(message, cause)
{
    /// <summary>
    /// Reason in the form of a condition's: <c>SecondaryStoreFull</c>, <c>SecondaryStoreReadOnly</c> or <c>SecondaryStoreFailed</c>.
    /// </summary>
    public string Reason { get; } = reason;

    public static SecondaryStoreException From(string verb, object what, Exception exception)
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
