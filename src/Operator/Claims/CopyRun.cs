using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Revisions;
using ConfigDrive.Operator.Steps;

namespace ConfigDrive.Operator.Claims;

/// <summary>One run towards a filled claim: the effects of what <see cref="CopyDecision"/> decides.</summary>
internal sealed class CopyRun(
    ReconcileContext run,
    DesiredClaim wanted,
    PrimaryStore primary,
    CopyPodMaker maker,
    CopyVerification verification,
    LiveReferences live,
    VerifiedFiles seals,
    TimeProvider time)
{
    private V1PersistentVolumeClaim? stranger;
    private bool? digestMatches;

    /// <summary>Acts until there is nothing to do now. Each action is one write, after which the rest can be left to another run.</summary>
    /// <exception cref="SecondaryStoreException">The library cannot be read.</exception>
    public async Task<StepResult> ToEndAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var action = CopyDecision.Next(Observe());
            if (await ActAsync(action, cancellationToken) is { } end)
            {
                return end;
            }
        }
    }

    private CopyState Observe()
    {
        var claims = primary.Claims.Of(run.Drive);
        var named = ClaimReferences.Of(run.VirtualMachine).Concat(run.VirtualMachineInstance is { } instance ? ClaimReferences.Of(instance) : []).ToHashSet();
        return new CopyState
        {
            Drive = run.Drive,
            Wanted = wanted,
            Claim = claims.FirstOrDefault(claim => claim.Metadata.Name == wanted.Name) ?? stranger,
            Leftovers = [.. claims.Where(claim => claim.Metadata.Name != wanted.Name && ClaimAnnotations.FilledWith(claim) is null && !named.Contains(claim.Metadata.Name!))],
            Pods = primary.Pods.Of(run.Drive),
            IsClaimInUse = ClaimReferences.IsUsedBy(run.VirtualMachineInstance, wanted.Name),
            DigestMatches = digestMatches,
            StorageClasses = primary.StorageClasses,
            Now = time.GetUtcNow(),
        };
    }

    private async Task<StepResult?> ActAsync(CopyAction action, CancellationToken cancellationToken)
    {
        switch (action.Verb)
        {
            case CopyVerb.CreateClaim:
                return await CreateClaimAsync(cancellationToken);
            case CopyVerb.DeleteClaim:
                await primary.Claims.DeleteAsync(action.Claim!, cancellationToken);
                return null;
            case CopyVerb.RefillClaim:
                return await RefillClaimAsync(action.Claim!, cancellationToken);
            case CopyVerb.CreatePod:
                return await CreatePodAsync(attempt: 1, cancellationToken);
            case CopyVerb.RepeatPod:
                await primary.Pods.DeleteAsync(action.Pod!, cancellationToken);
                digestMatches = null;
                return await CreatePodAsync(CopyPod.AttemptOf(action.Pod!) + 1, cancellationToken);
            case CopyVerb.DeletePod:
                await primary.Pods.DeleteAsync(action.Pod!, cancellationToken);
                return null;
            case CopyVerb.HeldUp:
                return await ReplaceOutdatedAsync(action, cancellationToken);
            case CopyVerb.Verify:
                return await VerifyAsync(action.Pod!, cancellationToken);
            case CopyVerb.MarkFilled:
                await primary.Claims.PatchAsync(action.Claim!, ClaimAnnotations.Fill(action.Claim!, wanted.Revision), cancellationToken);
                run.Notices.Add(new PendingEvent(EventType.Normal, Reasons.Copied, "CopyToPrimary", $"Copied revision {wanted.Revision} to claim {wanted.Name}"));
                return null;
            default:
                return action.Result;
        }
    }

    private async Task<StepResult?> CreateClaimAsync(CancellationToken cancellationToken)
    {
        var manifest = wanted.ManifestFor(run.Drive);
        try
        {
            await primary.Claims.CreateAsync(manifest, cancellationToken);
            return null;
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            stranger = await primary.Claims.ReadAsync(NamespacedName.Of(manifest), cancellationToken);
            return null;
        }
        catch (KubernetesException exception) when (CreationRefusal.Covers(exception))
        {
            return CreationRefusal.Explain($"Claim {wanted.Name}", exception);
        }
    }

    private async Task<StepResult?> RefillClaimAsync(V1PersistentVolumeClaim claim, CancellationToken cancellationToken)
    {
        // An instance that the cache does not show yet may have begun to read what lies on the claim.
        if (ClaimAnnotations.FilledWith(claim) is not null
            && ClaimReferences.IsUsedBy(await live.InstanceAsync(ClusterCache.VirtualMachineOf(run.Drive), cancellationToken), wanted.Name))
        {
            return StepResult.Noted(Reasons.ClaimInUse, $"Claim {wanted.Name} is filled with revision {wanted.Revision} when the VirtualMachine stops");
        }

        await primary.Claims.PatchAsync(claim, ClaimAnnotations.Refill(claim, wanted.Revision), cancellationToken);
        run.Status = run.Status with { Primary = run.Status.Primary?.ClaimName == wanted.Name ? null : run.Status.Primary };
        return null;
    }

    private async Task<StepResult?> CreatePodAsync(int attempt, CancellationToken cancellationToken)
    {
        var claim = Observe().Claim!;
        var manifest = await maker.MakeAsync(run, wanted, claim, attempt, cancellationToken);
        try
        {
            await primary.Pods.CreateAsync(manifest, cancellationToken);
            return null;
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            return StepResult.Retry(Reasons.CopyRefused, $"Copy pod {manifest.Metadata.Name} cannot be created: another pod of that name is still there");
        }
        catch (KubernetesException exception) when (CreationRefusal.Covers(exception))
        {
            return CreationRefusal.Explain($"Copy pod {manifest.Metadata.Name}", exception);
        }
    }

    /// <summary>A pod that waits for what has changed since, the VirtualMachine's node or the operator's image, would wait for ever.</summary>
    private async Task<StepResult?> ReplaceOutdatedAsync(CopyAction action, CancellationToken cancellationToken)
    {
        var pod = action.Pod!;
        if (CopyPod.AreAlike(pod, await maker.MakeAsync(run, wanted, Observe().Claim!, CopyPod.AttemptOf(pod), cancellationToken)))
        {
            return action.Result;
        }

        await primary.Pods.DeleteAsync(pod, cancellationToken);
        return null;
    }

    private async Task<StepResult?> VerifyAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var path = new LibraryPath(ClusterCache.VirtualMachineOf(run.Drive));
        digestMatches = await verification.IsRightAsync(pod, path, wanted.Revision, cancellationToken);
        if (digestMatches is not null)
        {
            return null;
        }

        seals.Break(path);
        await primary.Pods.DeleteAsync(pod, cancellationToken);
        return StepResult.Retry(Reasons.CopyCorrupt, $"{path} was changed by somebody else while it was copied: it is stored and copied again");
    }
}

/// <summary>Compares what a copy pod read back from its claim with the image in the library.</summary>
internal sealed class CopyVerification(SecondaryStore library, RevisionKey key)
{
    /// <summary>
    /// Whether the pod's digest is that of the revision's image; <c>null</c> when the library does not hold that image, for then the digest
    /// tells nothing.
    /// </summary>
    /// <exception cref="SecondaryStoreException">The library cannot be read.</exception>
    public async Task<bool?> IsRightAsync(V1Pod pod, LibraryPath path, string revision, CancellationToken cancellationToken)
    {
        await using var image = library.OpenRead(path);
        if (await key.RevisionOfAsync(image, cancellationToken) != revision)
        {
            return null;
        }

        image.Position = 0;
        var expected = await CopyDigest.OfAsync(key.CopyKeyFor(pod.Metadata.Uid ?? "", revision), image, cancellationToken);
        return CopyPod.DigestOf(pod) == expected;
    }
}
