using System.Collections.Concurrent;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Steps;

/// <summary>Deletes claims of earlier revisions that neither the VirtualMachine nor its instance names any more.</summary>
internal sealed class Sweep(PrimaryStore primary, LiveReferences live, TimeProvider time) : IStep
{
    /// <summary>
    /// How long a claim must have been unnamed. KubeVirt's controllers work from their own caches: they may start an instance from a template that was
    /// changed just before, and that instance needs the former claim.
    /// </summary>
    public static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, long> unnamedSince = new();

    public string Condition => ConditionTypes.CopiedToPrimary;

    public async Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var named = CachedReferences(context);
        var claims = primary.Claims.OwnedBy(context.Drive).Where(claim => claim.Metadata.DeletionTimestamp is null).ToList();
        foreach (var kept in claims.Where(claim => named.Contains(claim.Metadata.Name!)))
        {
            unnamedSince.TryRemove(kept.Metadata.Uid!, out _);
        }

        var unnamed = claims.Where(claim => !named.Contains(claim.Metadata.Name!)).ToList();
        var due = unnamed.Where(claim => LeftOf(claim) <= TimeSpan.Zero).ToList();
        if (due.Count > 0 && await LiveReferencesAsync(context, cancellationToken) is { } sure)
        {
            foreach (var claim in due.Where(claim => !sure.Contains(claim.Metadata.Name!)))
            {
                await primary.Claims.DeleteAsync(claim, cancellationToken);
                unnamedSince.TryRemove(claim.Metadata.Uid!, out _);
                unnamed.Remove(claim);
            }
        }

        return unnamed.Count == 0 ? StepResult.Skipped : StepResult.Skipped with { RecheckAfter = RecheckAfter(unnamed) };
    }

    private static HashSet<string> CachedReferences(ReconcileContext context) =>
    [
        .. ClaimReferences.NamedBy(context.VirtualMachine),
        .. context.VirtualMachineInstance is { } instance ? ClaimReferences.NamedBy(instance) : [],
        .. context.Status.Primary is { } primary ? [primary.ClaimName] : (string[])[],
    ];

    /// <summary>The references as they are now; <c>null</c> while server and caches disagree about what exists.</summary>
    private async Task<HashSet<string>?> LiveReferencesAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var name = ClusterCache.VirtualMachineOf(context.Drive);
        var virtualMachine = await live.VirtualMachineAsync(name, cancellationToken);
        var instance = await live.InstanceAsync(name, cancellationToken);
        return virtualMachine?.Metadata.Uid == context.VirtualMachine.Metadata.Uid && instance?.Metadata.Uid == context.VirtualMachineInstance?.Metadata.Uid
            ? [.. ClaimReferences.NamedBy(virtualMachine!), .. instance is null ? [] : ClaimReferences.NamedBy(instance)]
            : null;
    }

    private TimeSpan LeftOf(V1PersistentVolumeClaim claim) =>
        Quarantine - time.GetElapsedTime(unnamedSince.GetOrAdd(claim.Metadata.Uid!, _ => time.GetTimestamp()));

    private TimeSpan RecheckAfter(IEnumerable<V1PersistentVolumeClaim> unnamed)
    {
        var left = unnamed.Min(LeftOf);
        return left > TimeSpan.Zero ? left : Quarantine;
    }
}
