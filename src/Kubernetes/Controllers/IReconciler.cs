namespace ConfigDrive.Kubernetes.Controllers;

/// <summary>Brings the world one step closer to what an object asks for.</summary>
public interface IReconciler
{
    /// <summary>
    /// Looks at the object and everything it depends on, as they are now, and does what is missing. Called for no particular event, as often as it may be,
    /// and never for the same key twice at a time: it must not matter what happened, only what is. The object may be gone.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="cancellationToken">Cancelled when the process stops, leadership is lost, or the reconcile takes too long.</param>
    /// <returns>When to be called again without a new event.</returns>
    /// <exception cref="TerminalException">Trying again is useless until something changes.</exception>
    /// <exception cref="Exception">Any other failure: tried again, later each time.</exception>
    Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken);
}
