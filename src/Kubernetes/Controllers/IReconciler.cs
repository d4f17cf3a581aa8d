namespace ConfigDrive.Kubernetes.Controllers;

/// <summary>Brings the world one step closer to what an object asks for.</summary>
public interface IReconciler
{
    /// <summary>
    /// Compares the object and everything it depends on with what is wanted, and does what is missing. Called for no particular event, any number of times, and
    /// never for one key concurrently: only the present state may matter, not what happened. The object may be deleted.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="cancellationToken">Cancelled when the process stops or leadership is lost.</param>
    /// <returns>When to be called again without a new event.</returns>
    /// <exception cref="Exception">Any failure: retried, with a longer wait each time.</exception>
    Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken);
}

/// <summary>What happens after a reconcile that did not fail.</summary>
public readonly record struct ReconcileResult
{
    /// <summary>Nothing, until something changes.</summary>
    public static ReconcileResult Done => default;

    /// <summary>Again soon, with a longer wait each time: something is not ready yet, which is not an error.</summary>
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
