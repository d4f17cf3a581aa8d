using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Deletes claims of earlier revisions that neither the VirtualMachine nor its instance names any more, and no other VirtualMachine: a copy of it, made
/// with its template, would boot with its identity, and an event says so.
/// </summary>
internal sealed class Sweep(ClusterCache cluster, PrimaryStore primary, LiveReferences live, TimeProvider time) : IStep
{
    /// <summary>
    /// How long a claim must have been unnamed. KubeVirt's controllers work from their own caches: they may start an instance from a template that was
    /// changed just before, and that instance needs the former claim.
    /// </summary>
    public static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(5);

    private readonly FirstSeen unnamed = new(time);
    private readonly FirstSeen shared = new(time);

    public string Condition => ConditionTypes.CopiedToPrimary;

    public async Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var named = CachedReferences(context);
        var claims = primary.Claims.OwnedBy(context.Drive).Where(claim => claim.Metadata.DeletionTimestamp is null).ToList();
        named.UnionWith(claims.Select(claim => claim.Metadata.Name!).Where(claim => IsShared(context, claim)));
        foreach (var kept in claims.Where(claim => named.Contains(claim.Metadata.Name!)))
        {
            unnamed.Forget(kept.Metadata.Uid!);
        }

        var left = claims.Where(claim => !named.Contains(claim.Metadata.Name!)).ToList();
        var due = left.Where(claim => LeftOf(claim) <= TimeSpan.Zero).ToList();
        if (due.Count > 0 && await LiveReferencesAsync(context, cancellationToken) is { } sure)
        {
            foreach (var claim in due.Where(claim => !sure.Contains(claim.Metadata.Name!)))
            {
                await primary.Claims.DeleteAsync(claim, cancellationToken);
                unnamed.Forget(claim.Metadata.Uid!);
                left.Remove(claim);
            }
        }

        return left.Count == 0 ? StepResult.Skipped : StepResult.Skipped with { RecheckAfter = RecheckAfter(left) };
    }

    /// <summary>Whether another VirtualMachine names a claim; says so on both, now and then.</summary>
    private bool IsShared(ReconcileContext context, string claim)
    {
        var others = cluster.OthersThatName(claim, context.Drive).ToList();
        foreach (var other in others.Where(other => shared.IsNew($"{claim} {other.Metadata.Uid}")))
        {
            context.Events.Add(new PendingEvent(
                EventType.Warning,
                Reasons.ClaimShared,
                "Sweep",
                $"""{other.Kind} "{other.Metadata.Name}" names claim {claim} of ConfigDrive {context.Drive.Metadata.Name} and would boot with the identity of VirtualMachine """
                + $"""{context.Drive.Spec.VirtualMachineRef.Name}: give it a ConfigDrive of its own, or remove the volume from it""",
                other));
        }

        return others.Count > 0;
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

    private TimeSpan LeftOf(V1PersistentVolumeClaim claim) => Quarantine - unnamed.ElapsedFor(claim.Metadata.Uid!);

    private TimeSpan RecheckAfter(IEnumerable<V1PersistentVolumeClaim> claims)
    {
        var left = claims.Min(LeftOf);
        return left > TimeSpan.Zero ? left : Quarantine;
    }
}
