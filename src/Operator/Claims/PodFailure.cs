namespace ConfigDrive.Operator.Claims;

/// <summary>Why a copy pod failed, and when.</summary>
internal sealed record PodFailure(string Reason, string Message, DateTimeOffset At)
{
    private const string DisruptionTarget = "DisruptionTarget"; // core/v1, since 1.26: why the control plane ended a pod

    /// <summary>Why a copy that has failed did.</summary>
    public static PodFailure Read(V1Pod pod)
    {
        var terminated = CopyPod.ContainerOf(pod)?.Terminated;
        var at = terminated?.FinishedAt
            ?? pod.Status?.Conditions.Max(condition => condition.LastTransitionTime)
            ?? pod.Metadata.CreationTimestamp
            ?? DateTimeOffset.UnixEpoch;

        // The node's clock may be behind: then it would be tried again without end.
        if (pod.Metadata.CreationTimestamp is { } created && at < created)
        {
            at = created;
        }

        var (reason, message) = pod.Status?.Reason switch
        {
            "DeadlineExceeded" => (Reasons.DeadlineExceeded, $"it did not end within its deadline of {pod.Spec.ActiveDeadlineSeconds} s (--copy-deadline)"),
            "Evicted" or "Preempting" or "Shutdown" or "NodeShutdown" or "Terminated" or "NodeLost" or "NodeAffinity" or "UnexpectedAdmissionError" =>
                (Reasons.CopyPodEvicted, pod.Status.Message ?? pod.Status.Reason),
            _ when pod.Status?.Conditions.FirstOrDefault(condition => condition is { Type: DisruptionTarget, Status: "True" }) is { } disruption =>
                (Reasons.CopyPodEvicted, disruption.Message ?? disruption.Reason ?? DisruptionTarget),
            _ when terminated is not null => (Reasons.CopyFailed, TextOf(terminated)),
            _ => (Reasons.CopyFailed, pod.Status?.Message ?? pod.Status?.Reason ?? "it gives no reason"),
        };
        return new PodFailure(reason, OneLine.From(message), at);
    }

    private static string TextOf(ContainerStateTerminated terminated) => terminated.Message is { Length: > 0 } message
        ? message
        : $"{terminated.Reason ?? "Error"}, exit status {terminated.ExitCode}";
}

/// <summary>Phases of a pod (core/v1, types.go).</summary>
internal static class PodPhases
{
    public const string Failed = "Failed";
    public const string Succeeded = "Succeeded";
}
