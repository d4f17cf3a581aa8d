using System.Diagnostics;
using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Claims;

/// <summary>One run towards a filled claim: carries out what <see cref="CopyDecision"/> decides.</summary>
internal sealed class CopyRun(
    ReconcileContext context,
    DesiredClaim wanted,
    ClaimParts parts,
    CopyVerification verification,
    SecondaryStore library,
    TimeProvider time)
{
    private static readonly TimeSpan ServiceAccountWait = TimeSpan.FromMilliseconds(250);

    private readonly PrimaryStore primary = parts.Store;
    private readonly CopyPodMaker maker = parts.Pods;
    private V1PersistentVolumeClaim? foreignClaim;
    private bool? digestMatches;

    /// <summary>Acts until there is nothing to do now. Each action is one write, after which the rest can be left to another run.</summary>
    /// <exception cref="SecondaryStoreException">The library cannot be read.</exception>
    public async Task<StepResult> ToEndAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ActAsync(CopyDecision.Next(Observe()), cancellationToken) is { } end)
            {
                return end;
            }
        }
    }

    private CopyState Observe()
    {
        var claims = primary.Claims.OwnedBy(context.Drive);
        var named = ClaimReferences.NamedBy(context.VirtualMachine).Concat(context.VirtualMachineInstance is { } instance ? ClaimReferences.NamedBy(instance) : []).ToHashSet();
        return new CopyState
        {
            Drive = context.Drive,
            Wanted = wanted,
            Claim = claims.FirstOrDefault(claim => claim.Metadata.Name == wanted.Name)
                ?? primary.Claims.Find(new NamespacedName(context.Drive.Metadata.Namespace ?? "", wanted.Name)) ?? foreignClaim,
            Leftovers = [.. claims.Where(claim => claim.Metadata.Name != wanted.Name && ClaimAnnotations.FilledWith(claim) is null && !named.Contains(claim.Metadata.Name!))],
            Pods = primary.Pods.OwnedBy(context.Drive),
            IsClaimInUse = ClaimReferences.IsUsedBy(context.VirtualMachineInstance, wanted.Name),
            DigestMatches = digestMatches,
            FailedFor = pod => primary.FailedPods.ElapsedFor(pod.Metadata.Uid!),
            StorageClasses = primary.StorageClasses,
            Now = time.GetUtcNow(),
        };
    }

    private async Task<StepResult?> ActAsync(CopyAction action, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case CopyAction.Stop(var result):
                return result;
            case CopyAction.Blocked(var pod, var result):
                return await ReplaceOutdatedAsync(pod, result, cancellationToken);
            case CopyAction.CreateClaim:
                return await CreateClaimAsync(cancellationToken);
            case CopyAction.RefillClaim(var claim):
                return await RefillClaimAsync(claim, cancellationToken);
            case CopyAction.CreatePod:
                return await CreatePodAsync(attempt: 1, cancellationToken);
            case CopyAction.RepeatPod(var pod):
                await primary.Pods.DeleteAsync(pod, cancellationToken);
                primary.FailedPods.Forget(pod.Metadata.Uid!);
                digestMatches = null;
                return await CreatePodAsync(CopyPod.AttemptOf(pod) + 1, cancellationToken);
            case CopyAction.Verify(var pod):
                return await VerifyAsync(pod, cancellationToken);
            case CopyAction.DeleteClaim(var claim):
                await primary.Claims.DeleteAsync(claim, cancellationToken);
                return null;
            case CopyAction.DeletePod(var pod):
                await primary.Pods.DeleteAsync(pod, cancellationToken);
                return null;
            case CopyAction.MarkFilled(var claim):
                await primary.Claims.PatchAsync(claim, ClaimAnnotations.Fill(claim, wanted.Revision), cancellationToken);
                context.Events.Add(new PendingEvent(EventType.Normal, Reasons.Copied, "CopyToPrimary", $"Copied revision {wanted.Revision} to claim {wanted.Name}"));
                return null;
            default:
                throw new UnreachableException();
        }
    }

    private async Task<StepResult?> CreateClaimAsync(CancellationToken cancellationToken)
    {
        var manifest = wanted.ManifestFor(context.Drive);
        try
        {
            await primary.Claims.CreateAsync(manifest, cancellationToken);
            return null;
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            foreignClaim = await primary.Claims.ReadAsync(NamespacedName.From(manifest), cancellationToken);
            return null;
        }
        catch (KubernetesException exception) when (exception.IsForbidden || exception.IsInvalid)
        {
            return ExplainRefusal($"Claim {wanted.Name}", exception);
        }
    }

    private async Task<StepResult?> RefillClaimAsync(V1PersistentVolumeClaim claim, CancellationToken cancellationToken)
    {
        // An instance that the cache does not show yet may already read the claim.
        if (ClaimAnnotations.FilledWith(claim) is not null
            && ClaimReferences.IsUsedBy(await parts.Live.InstanceAsync(ClusterCache.VirtualMachineOf(context.Drive), cancellationToken), wanted.Name))
        {
            return StepResult.Informational(Reasons.ClaimInUse, $"Claim {wanted.Name} is filled with revision {wanted.Revision} when the VirtualMachine stops");
        }

        await primary.Claims.PatchAsync(claim, ClaimAnnotations.Refill(claim, wanted.Revision), cancellationToken);
        context.Status = context.Status with { Primary = context.Status.Primary?.ClaimName == wanted.Name ? null : context.Status.Primary };
        return null;
    }

    private async Task<StepResult?> CreatePodAsync(int attempt, CancellationToken cancellationToken)
    {
        var claim = Observe().Claim!;
        var manifest = await maker.MakeAsync(context, wanted, claim, attempt, cancellationToken);
        try
        {
            await primary.Pods.CreateAsync(manifest, cancellationToken);
            return null;
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            return StepResult.Retry(Reasons.CopyRefused, $"Copy pod {manifest.Metadata.Name} cannot be created: another pod of that name is still there");
        }
        catch (KubernetesException exception) when (exception.IsForbidden || exception.IsInvalid)
        {
            return ExplainRefusal($"Copy pod {manifest.Metadata.Name}", exception);
        }
    }

    /// <summary>A pod that waits for a former node of the VirtualMachine, or for a former image, would wait in vain.</summary>
    private async Task<StepResult?> ReplaceOutdatedAsync(V1Pod pod, StepResult result, CancellationToken cancellationToken)
    {
        if (CopyPod.HasSameTemplate(pod, await maker.MakeAsync(context, wanted, Observe().Claim!, CopyPod.AttemptOf(pod), cancellationToken)))
        {
            return result;
        }

        await primary.Pods.DeleteAsync(pod, cancellationToken);
        return null;
    }

    private async Task<StepResult?> VerifyAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var path = new LibraryPath(ClusterCache.VirtualMachineOf(context.Drive));
        digestMatches = await verification.IsRightAsync(pod, path, wanted.Revision, context.Status.DigestOf(wanted.Revision), cancellationToken);
        if (digestMatches is not null)
        {
            return null;
        }

        library.MarkSuspect(path);
        await primary.Pods.DeleteAsync(pod, cancellationToken);
        return StepResult.Retry(Reasons.CopyCorrupt, $"{path} was changed by somebody else while it was copied: it is stored and copied again");
    }

    // Why the API server refuses to create a claim or a copy pod.
    private static StepResult ExplainRefusal(string what, KubernetesException exception)
    {
        var text = OneLine.From(exception.Status.Message ?? exception.Message);
        return exception switch
        {
            // The ConfigDrive is being deleted too, or will be: no retry.
            { IsNamespaceTerminating: true } =>
                StepResult.Waiting(Reasons.NamespaceTerminating, $"{what} cannot be created: the namespace is being deleted"),
            { IsForbidden: true } when text.Contains("exceeded quota", StringComparison.Ordinal) =>
                StepResult.Retry(Reasons.QuotaExceeded, $"{what} cannot be created: {text}"),
            // k8s.io/kubernetes, plugin/pkg/admission/serviceaccount: a namespace gets its service account shortly after it was created.
            { IsForbidden: true } when text.Contains("error looking up service account", StringComparison.Ordinal) =>
                StepResult.InProgress(Reasons.Copying, $"{what} waits for the service account of the namespace: {text}") with { RecheckAfter = ServiceAccountWait },
            _ => StepResult.Retry(Reasons.CopyRefused, $"{what} cannot be created: {text}"),
        };
    }
}

/// <summary>Compares what a copy pod read back from its claim with the image in the library.</summary>
internal sealed class CopyVerification(SecondaryStore library, RevisionKey key)
{
    /// <summary>
    /// Whether the pod's digest is that of the revision's image; <c>null</c> when that image is not in the library, because the digest then proves
    /// nothing.
    /// </summary>
    /// <exception cref="SecondaryStoreException">The library cannot be read.</exception>
    public Task<bool?> IsRightAsync(V1Pod pod, LibraryPath path, string revision, string imageDigest, CancellationToken cancellationToken) =>
        library.ReadAsync<bool?>(path, async image =>
        {
            if (await key.DigestOfAsync(image, revision, cancellationToken) != imageDigest)
            {
                return null;
            }

            image.Position = 0;
            return CopyPod.DigestOf(pod) == await CopyDigest.ComputeAsync(key.CopyKeyFor(pod.Metadata.Uid ?? "", revision), image, cancellationToken);
        });
}
