namespace ConfigDrive.Operator.Reconciling;

/// <summary>Annotations that the operator understands.</summary>
internal static class Annotations
{
    /// <summary>A new value asks for a full re-check, as in Flux.</summary>
    public const string ReconcileRequestedAt = "configdrive.dev/reconcile-requested-at";
}
