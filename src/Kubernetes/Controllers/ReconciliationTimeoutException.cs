namespace ConfigDrive.Kubernetes.Controllers;

/// <summary>A reconcile took longer than the controller allows.</summary>
public sealed class ReconciliationTimeoutException(TimeSpan limit, Exception innerException)
    : Exception($"Not done within {limit.TotalSeconds:0.#} s", innerException);
