namespace ConfigDrive.Kubernetes.Leadership;

/// <summary>The lease could not be renewed in time, or somebody else has it: this process must not write any more.</summary>
public sealed class LeadershipLostException(string message) : Exception(message);
