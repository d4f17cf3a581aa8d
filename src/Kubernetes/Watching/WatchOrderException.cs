namespace ConfigDrive.Kubernetes.Watching;

/// <summary>A watch delivered an event whose version is not above the one before: something between the server and us repeats or reorders.</summary>
public sealed class WatchOrderException(string last, string received)
    : Exception($"The watch went back from version {last} to {received}; the objects are listed again");
