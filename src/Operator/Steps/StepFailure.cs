using ConfigDrive.Kubernetes.Leadership;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Rendering;

namespace ConfigDrive.Operator.Steps;

/// <summary>How an exception of a step, or of a write of the reconciler, becomes a condition.</summary>
internal static class StepFailure
{
    /// <summary>
    /// Whether an exception is a failure; if not, the process is ending: it was cancelled, or another replica leads now.
    /// </summary>
    public static bool Covers(Exception exception, CancellationToken cancellationToken) =>
        exception is not LeadershipLostException && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested);

    /// <summary>How the step ended. Everything is retried with backoff, and everything except a conflict is reported in the condition.</summary>
    public static StepResult Explain(Exception exception) => exception switch
    {
        RenderLaterException => StepResult.InProgress(Reasons.RenderQueued, exception.Message) with { RecheckAfter = RenderLaterException.Delay },
        SecondaryStoreException failure => StepResult.Retry(failure.Reason, failure.Message),
        KubernetesException { IsConflict: true } or KubernetesException { IsFailedTest: true } => StepResult.Conflict(
            $"The object keeps changing while it is written: {OneLine.From(exception.Message)}"),
        KubernetesException { IsNamespaceTerminating: true } => StepResult.Waiting(Reasons.NamespaceTerminating, "The namespace is being deleted"),
        KubernetesException { IsRefusal: true } or KubernetesException { IsNotFound: true } => StepResult.Retry(
            Reasons.RequestRefused, $"The API server refuses a request of the operator: {OneLine.From(exception.Message)}"),
        KubernetesException or HttpRequestException or TimeoutException or IOException or OperationCanceledException => StepResult.Retry(
            Reasons.RequestFailed, $"A request of the operator failed: {OneLine.From(exception.Message)}"),
        _ => StepResult.Retry(Reasons.InternalError, $"The operator failed ({exception.GetType().Name}): see its log, and report it"),
    };

    /// <summary>Whether the program itself is at fault, so that the log needs the trace.</summary>
    public static bool IsInternal(StepResult result) => result.Reason == Reasons.InternalError;
}
