namespace ConfigDrive.Operator.Copying.Client;

/// <summary>An attempt to copy failed for a reason that may pass: the connection, or a server that is busy.</summary>
/// <param name="message">What happened.</param>
/// <param name="cause">Where it came from.</param>
/// <param name="retryAfter">When the server wants to be asked again; <c>null</c> when it did not say.</param>
internal sealed class CopyFaultException(string message, Exception? cause = null, TimeSpan? retryAfter = null) : Exception(message, cause)
{
    /// <summary>When the server wants to be asked again; <c>null</c> when it did not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
