namespace ConfigDrive.Operator.Claims;

/// <summary>What keeps a copy pod from running.</summary>
/// <param name="Reason">Reason of the condition.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Since">Since when, where it is normal for a short time; <c>null</c> where it is never normal.</param>
internal sealed record CopyBlocker(string Reason, string Message, DateTimeOffset? Since)
{
    /// <summary>How long what is normal for a short time may last.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    private const string WaitForFirstConsumer = "WaitForFirstConsumer";

    /// <summary><c>null</c> when nothing blocks the pod.</summary>
    public static CopyBlocker? Find(V1PersistentVolumeClaim claim, V1Pod pod, IReadOnlyList<V1StorageClass> classes) =>
        InContainer(pod) ?? InClaim(claim, pod, classes) ?? InScheduling(pod);

    /// <summary>Whether a class is that of claims which name none.</summary>
    public static bool IsDefault(V1StorageClass storageClass) => storageClass.Metadata.Annotations?.GetValueOrDefault(Annotations.DefaultStorageClass) == "true";

    private static CopyBlocker? InContainer(V1Pod pod)
    {
        if (CopyPod.ContainerOf(pod)?.Waiting is not { Reason: { } reason } waiting)
        {
            return null;
        }

        var text = OneLine.From(waiting.Message ?? reason);
        return reason switch
        {
            "ErrImagePull" or "ImagePullBackOff" or "InvalidImageName" or "ErrImageNeverPull" or "ImageInspectError" or "RegistryUnavailable" =>
                new(Reasons.ImagePullFailed, $"The node cannot get the image of copy pod {pod.Metadata.Name}: {text}. See --copy-image and --copy-image-pull-secrets", Since: null),
            "CreateContainerConfigError" or "CreateContainerError" or "RunContainerError" =>
                new(Reasons.CopyFailed, $"The node cannot start copy pod {pod.Metadata.Name}: {text}", Since: null),
            _ => null,
        };
    }

    private static CopyBlocker? InClaim(V1PersistentVolumeClaim claim, V1Pod pod, IReadOnlyList<V1StorageClass> classes)
    {
        if (claim.Status?.Phase == ClaimPhases.Bound || claim.Spec.VolumeName is { Length: > 0 })
        {
            return null;
        }

        var name = claim.Metadata.Name;
        var since = claim.Metadata.CreationTimestamp;
        if (claim.Spec.StorageClassName is not { Length: > 0 } className)
        {
            return new(Reasons.StorageClassNotFound, $"Claim {name} names no storage class, and the cluster has no default one: set spec.primaryStorage.storageClassName or --primary-storage-class", since);
        }

        if (classes.FirstOrDefault(candidate => candidate.Metadata.Name == className) is not { } storageClass)
        {
            return new(Reasons.StorageClassNotFound, $"Storage class {className} of claim {name} does not exist, and no volume of that class is free: create it, or name another in spec.primaryStorage", since);
        }

        var waitsForPod = storageClass.VolumeBindingMode == WaitForFirstConsumer && pod.Spec.NodeName is not { Length: > 0 };
        return waitsForPod && InScheduling(pod) is { } unschedulable
            ? unschedulable
            : new(Reasons.ClaimPending, $"Claim {name} waits for a volume of storage class {className}: see 'kubectl describe pvc {name}'", since);
    }

    private static CopyBlocker? InScheduling(V1Pod pod) =>
        pod.Status?.Conditions.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" }) is { } condition
            ? new(Reasons.PodUnschedulable, $"Copy pod {pod.Metadata.Name} finds no node: {OneLine.From(condition.Message ?? condition.Reason ?? "no reason is given")}", condition.LastTransitionTime)
            : null;
}
