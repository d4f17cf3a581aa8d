namespace ConfigDrive.Kubernetes.Tests;

/// <summary>After how many milliseconds a test that waits for something is cancelled: it shall fail, not hang.</summary>
internal static class Deadline
{
    public const int Short = 120_000;

    /// <summary>For tests that wait for leases to expire, or for API servers to restart.</summary>
    public const int Long = 240_000;

    /// <summary>For ten thousand lists: a minute or two, on a machine that has nothing else to do.</summary>
    public const int Relists = 540_000;
}
