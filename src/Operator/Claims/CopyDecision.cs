using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Claims;

/// <summary>
/// Decides what comes next on the way to a filled claim. Pure. A claim counts as filled only by its annotation, which is set after a pod has written
/// the image, read it back, and reported the digest that the image in the library has. Two pods never write one claim.
/// </summary>
internal static class CopyDecision
{
    private static readonly TimeSpan FormerOwnerRecheck = TimeSpan.FromSeconds(5);

    public static CopyAction Next(CopyState state) => RemoveObsolete(state) ?? ForClaim(state) ?? ForPod(state);

    /// <summary>First what a former revision left behind is deleted: it may use the quota or the node that this one needs.</summary>
    private static CopyAction? RemoveObsolete(CopyState state)
    {
        var others = state.Pods.Where(pod => !CopyPod.BelongsTo(pod, state.Wanted, state.Claim)).ToList();
        if (others.Find(pod => !IsGoing(pod)) is { } superseded)
        {
            return new CopyAction.DeletePod(superseded);
        }

        if (state.Leftovers.FirstOrDefault(claim => claim.Metadata.DeletionTimestamp is null) is { } leftover)
        {
            return new CopyAction.DeleteClaim(leftover);
        }

        var podName = CopyPod.NameOf(state.Drive, state.Wanted.Revision);
        return others.Exists(pod => CopyPod.ClaimOf(pod) == state.Wanted.Name || pod.Metadata.Name == podName)
            ? Progress($"A former copy pod for claim {state.Wanted.Name} ends first")
            : null;
    }

    private static CopyAction? ForClaim(CopyState state)
    {
        var name = state.Wanted.Name;
        if (state.Claim is not { } claim)
        {
            return WithoutPod(state) ?? new CopyAction.CreateClaim();
        }

        if (!Ownership.IsOwnedBy(claim, state.Drive))
        {
            return Stop(Foreign(claim));
        }

        if (claim.Metadata.DeletionTimestamp is not null)
        {
            var message = $"Claim {name} is being deleted and is created again when it is gone; it stays while a running VirtualMachine uses it";
            return WithoutPod(state) ?? Stop(StepResult.Waiting(Reasons.ClaimDeleted, message) with { IsProgress = !state.IsClaimInUse });
        }

        if (claim.Status?.Phase == ClaimPhases.Lost)
        {
            return state.IsClaimInUse
                ? Stop(StepResult.Waiting(Reasons.ClaimLost, $"Claim {name} has lost its volume; it is created again when the VirtualMachine stops"))
                : WithoutPod(state) ?? new CopyAction.DeleteClaim(claim);
        }

        return ClaimAnnotations.FilledWith(claim) switch
        {
            { } filled when filled == state.Wanted.Revision => WithoutPod(state) ?? Stop(StepResult.Satisfied(Reasons.Copied, $"Revision {filled} is on claim {name}")),
            { } filled when state.IsClaimInUse => Stop(StepResult.Informational(
                Reasons.ClaimInUse, $"Claim {name} has revision {filled} and is filled with {state.Wanted.Revision} when the VirtualMachine stops")),
            { } => new CopyAction.RefillClaim(claim),
            null => ForUnfilled(state, claim),
        };
    }

    private static StepResult Foreign(V1PersistentVolumeClaim claim)
    {
        var name = claim.Metadata.Name;
        if (claim.Metadata.DeletionTimestamp is null && Ownership.OwnerOf(claim) is null)
        {
            return StepResult.Retry(
                Reasons.ClaimNotOurs, $"Claim {name} exists and was not created for this ConfigDrive: delete it, or let the VirtualMachine name another claim");
        }

        // Its end triggers a run of its owner, which may have had another name.
        var message = $"Claim {name} is of a former ConfigDrive and goes with it; it is created again when it is gone";
        return StepResult.Waiting(Reasons.ClaimDeleted, message) with { RecheckAfter = FormerOwnerRecheck };
    }

    private static CopyAction? ForUnfilled(CopyState state, V1PersistentVolumeClaim claim)
    {
        if (!state.IsClaimInUse && (!state.Wanted.IsMetBy(claim) || HasMissedDefaultClass(state, claim)))
        {
            return WithoutPod(state) ?? new CopyAction.DeleteClaim(claim);
        }

        return ClaimAnnotations.RevisionOf(claim) == state.Wanted.Revision ? null : new CopyAction.RefillClaim(claim);
    }

    private static CopyAction ForPod(CopyState state)
    {
        var claim = state.Claim!;
        if (PodOf(state) is not { } pod)
        {
            return new CopyAction.CreatePod();
        }

        if (IsGoing(pod))
        {
            return Progress($"Copy pod {pod.Metadata.Name} ends and is created again");
        }

        return CopyPod.HasSucceeded(pod) switch
        {
            true => state.DigestMatches switch
            {
                null => new CopyAction.Verify(pod),
                true => new CopyAction.MarkFilled(claim),
                false => Repeat(state, pod, new PodFailure(
                    Reasons.CopyCorrupt, $"what it read back from claim {claim.Metadata.Name} is not revision {state.Wanted.Revision}: check the storage behind the claim", PodFailure.Read(pod).At)),
            },
            false => Repeat(state, pod, PodFailure.Read(pod)),
            null => Await(state, claim, pod),
        };
    }

    private static CopyAction Repeat(CopyState state, V1Pod pod, PodFailure failure)
    {
        var attempt = CopyPod.AttemptOf(pod);
        var left = CopyBackoff.LeftOf(attempt, failure.At, state.FailedFor(pod), state.Now);
        return left <= TimeSpan.Zero
            ? new CopyAction.RepeatPod(pod)
            : Stop(StepResult.Waiting(failure.Reason, $"Copy pod {pod.Metadata.Name} failed (attempt {attempt}): {failure.Message}") with { RecheckAfter = left });
    }

    private static CopyAction Await(CopyState state, V1PersistentVolumeClaim claim, V1Pod pod)
    {
        var blocker = CopyBlocker.Find(claim, pod, state.StorageClasses);
        var left = blocker?.Since + CopyBlocker.Tolerance - state.Now;
        return blocker switch
        {
            null => Progress($"Copy pod {pod.Metadata.Name} copies revision {state.Wanted.Revision} to claim {claim.Metadata.Name}"),
            _ when left > TimeSpan.Zero => Progress($"Copy pod {pod.Metadata.Name} is about to copy revision {state.Wanted.Revision} to claim {claim.Metadata.Name}", left),
            _ => new CopyAction.Blocked(pod, StepResult.Waiting(blocker.Reason, blocker.Message)),
        };
    }

    /// <summary>Where the wanted pod must be gone first: its deletion, or the wait for it.</summary>
    private static CopyAction? WithoutPod(CopyState state) => PodOf(state) switch
    {
        null => null,
        { } pod when !IsGoing(pod) => new CopyAction.DeletePod(pod),
        { } pod when CopyPod.IsFinished(pod) || ClaimAnnotations.FilledWith(state.Claim ?? new()) == state.Wanted.Revision => null,
        { } pod => Progress($"Copy pod {pod.Metadata.Name} ends first"),
    };

    // Claims made before the cluster had a default class get one automatically only since Kubernetes 1.26.
    private static bool HasMissedDefaultClass(CopyState state, V1PersistentVolumeClaim claim) =>
        claim.Spec is { StorageClassName: null or "", VolumeName: null or "" } && state.Wanted.StorageClassName is null
        && state.StorageClasses.Any(candidate => CopyBlocker.IsDefault(candidate) && candidate.Metadata.CreationTimestamp > claim.Metadata.CreationTimestamp);

    private static V1Pod? PodOf(CopyState state) => state.Pods.FirstOrDefault(pod => CopyPod.BelongsTo(pod, state.Wanted, state.Claim));

    private static bool IsGoing(V1Pod pod) => pod.Metadata.DeletionTimestamp is not null;

    private static CopyAction.Stop Stop(StepResult result) => new CopyAction.Stop(result);

    private static CopyAction.Stop Progress(string message, TimeSpan? recheckAfter = null) =>
        Stop(StepResult.InProgress(Reasons.Copying, message) with { RecheckAfter = recheckAfter });
}

/// <summary>Everything that decides what is done next to fill a claim with a revision.</summary>
internal sealed record CopyState
{
    public required V1Alpha1ConfigDrive Drive { get; init; }
    public required DesiredClaim Wanted { get; init; }

    /// <summary>The claim of the wanted name, even if somebody else made it.</summary>
    public V1PersistentVolumeClaim? Claim { get; init; }

    /// <summary>Claims of the ConfigDrive that were never filled, are not the wanted one, and are named by nobody.</summary>
    public IReadOnlyList<V1PersistentVolumeClaim> Leftovers { get; init; } = [];

    /// <summary>Copy pods of the ConfigDrive.</summary>
    public IReadOnlyList<V1Pod> Pods { get; init; } = [];

    /// <summary>How long the operator has known that a copy pod failed.</summary>
    public Func<V1Pod, TimeSpan> FailedFor { get; init; } = _ => TimeSpan.Zero;

    /// <summary>Whether an instance that has not ended uses the wanted claim.</summary>
    public bool IsClaimInUse { get; init; }

    /// <summary>Whether the copy pod's digest is that of the image in the library; <c>null</c> before the comparison.</summary>
    public bool? DigestMatches { get; init; }

    public IReadOnlyList<V1StorageClass> StorageClasses { get; init; } = [];
    public required DateTimeOffset Now { get; init; }
}

/// <summary>The next thing to do towards a filled claim.</summary>
internal abstract record CopyAction
{
    private CopyAction()
    {
    }

    /// <summary>Nothing now: done, or waiting.</summary>
    public sealed record Stop(StepResult Result) : CopyAction;

    /// <summary>Nothing now, unless a pod that is made now would differ from the blocked one: then that is deleted.</summary>
    public sealed record Blocked(V1Pod Pod, StepResult Result) : CopyAction;

    public sealed record CreateClaim : CopyAction;

    /// <summary>Delete a claim without an image.</summary>
    public sealed record DeleteClaim(V1PersistentVolumeClaim Claim) : CopyAction;

    /// <summary>Assign the wanted revision to the claim, which counts as unfilled from then on.</summary>
    public sealed record RefillClaim(V1PersistentVolumeClaim Claim) : CopyAction;

    public sealed record CreatePod : CopyAction;

    public sealed record DeletePod(V1Pod Pod) : CopyAction;

    /// <summary>Replace a copy pod that has failed by another.</summary>
    public sealed record RepeatPod(V1Pod Pod) : CopyAction;

    /// <summary>Compare the digest that the copy pod reported with that of the image in the library.</summary>
    public sealed record Verify(V1Pod Pod) : CopyAction;

    public sealed record MarkFilled(V1PersistentVolumeClaim Claim) : CopyAction;
}

/// <summary>How long a failed copy pod stays, so that its log can be read, before another replaces it: 2 s, doubling to 5 minutes.</summary>
internal static class CopyBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How much of it is left, by the time at which the pod failed. That is of the node's clock: where it is ahead, the time for which the operator has
    /// known of the failure counts.
    /// </summary>
    public static TimeSpan LeftOf(int attempt, DateTimeOffset failedAt, TimeSpan knownFor, DateTimeOffset now)
    {
        var wait = After(attempt);
        var (left, longest) = (failedAt + wait - now, wait - knownFor);
        return left < longest ? left : longest;
    }

    public static TimeSpan After(int attempt)
    {
        var wait = First * Math.Pow(2, Math.Clamp(attempt - 1, 0, 16));
        return wait < Longest ? wait : Longest;
    }
}
