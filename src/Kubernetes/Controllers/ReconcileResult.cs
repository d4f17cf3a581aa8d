namespace ConfigDrive.Kubernetes.Controllers;

/// <summary>What is to happen after a reconcile that did not fail.</summary>
public readonly record struct ReconcileResult
{
    /// <summary>Nothing, until something changes.</summary>
    public static ReconcileResult Done => default;

    /// <summary>Again soon, later each time: the world is not ready, and that is no error.</summary>
    public static ReconcileResult Retry { get; } = new() { IsRetry = true };

    /// <summary>Whether this is <see cref="Retry"/>.</summary>
    public bool IsRetry { get; private init; }

    /// <summary>When this is <see cref="RequeueAfter"/>, the time until then; else zero.</summary>
    public TimeSpan Delay { get; private init; }

    /// <summary>Again after <paramref name="delay"/>, or when something changes before that.</summary>
    public static ReconcileResult RequeueAfter(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(delay, TimeSpan.Zero);
        return new() { Delay = delay };
    }
}
