namespace ConfigDrive.TestControlPlane;

/// <summary>No control plane can be had on this machine. The message says why and what to do, so that a test can skip with it.</summary>
public sealed class ControlPlaneUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
