namespace ConfigDrive.Operator.Claims;

/// <summary>What it means that the API server does not let a claim or a copy pod be created.</summary>
internal static class CreationRefusal
{
    private static readonly TimeSpan ServiceAccountWait = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether a failure is one; others are not about the object.</summary>
    public static bool Covers(KubernetesException exception) => exception.IsForbidden || exception.IsInvalid;

    /// <summary>How the step ends.</summary>
    public static StepResult Explain(string what, KubernetesException exception)
    {
        var told = OneLine.From(exception.Status.Message ?? exception.Message);
        return exception switch
        {
            // The ConfigDrive is being deleted too, or will be; there is nothing to repeat.
            { IsNamespaceTerminating: true } =>
                StepResult.Waiting(Reasons.NamespaceTerminating, $"{what} cannot be created: the namespace is being deleted"),
            { IsForbidden: true } when told.Contains("exceeded quota", StringComparison.Ordinal) =>
                StepResult.Retry(Reasons.QuotaExceeded, $"{what} cannot be created: {told}"),
            // k8s.io/kubernetes, plugin/pkg/admission/serviceaccount: a namespace gets its service account a moment after it was made.
            { IsForbidden: true } when told.Contains("error looking up service account", StringComparison.Ordinal) =>
                StepResult.InProgress(Reasons.Copying, $"{what} waits for the service account of the namespace: {told}") with { RecheckAfter = ServiceAccountWait },
            _ => StepResult.Retry(Reasons.CopyRefused, $"{what} cannot be created: {told}"),
        };
    }
}
