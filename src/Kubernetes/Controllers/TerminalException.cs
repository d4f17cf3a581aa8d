namespace ConfigDrive.Kubernetes.Controllers;

/// <summary>The object cannot be reconciled until it, or something that it depends on, changes: it is not tried again before.</summary>
public sealed class TerminalException(string message, Exception? innerException = null) : Exception(message, innerException);
