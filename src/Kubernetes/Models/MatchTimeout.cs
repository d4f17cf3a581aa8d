namespace ConfigDrive.Kubernetes.Models;

/// <summary>How long a regular expression may match.</summary>
public static class MatchTimeout
{
    /// <summary>
    /// In milliseconds. It ends an expression that is at fault, and no other: it is time on the wall, and a sound expression on a starved machine has
    /// waited more than a second for the processor.
    /// </summary>
    public const int Milliseconds = 30_000;
}
