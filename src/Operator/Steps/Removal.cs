using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Library;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Removes from the template of the VirtualMachine what the operator added for a ConfigDrive that is being deleted, as the VirtualMachine could not
/// start without the claim; what the user declared stays. KubeVirt ejects the medium from a running guest where it can; the empty CD-ROM drive disappears
/// at the next start. An operator that only keeps the library now, without <paramref name="primary"/>, may have attached drives before. Reads the caches,
/// <c>status.primary</c> and <c>status.drift</c>.
/// </summary>
internal sealed class DetachDrive(ClusterCache cluster, VirtualMachineWriter virtualMachines, PrimaryStore? primary) : IStep
{
    public string Condition => ConditionTypes.Attached;

    public async Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var name = ClusterCache.VirtualMachineOf(context.Drive);
        if (Unreadable.Check(cluster, name) is { } unreadable)
        {
            return unreadable;
        }

        if (cluster.VirtualMachines.Store.Find(name) is not { Metadata.DeletionTimestamp: null } cached)
        {
            return StepResult.Skipped;
        }

        var virtualMachine = virtualMachines.Newest(cached);
        var instance = cluster.VirtualMachineInstances.Store.Find(name);
        foreach (var added in AddedParts.Read(virtualMachine).Names.Where(added => AddedDrive.IsOurs(virtualMachine, added, claim => IsOurs(context, claim))))
        {
            if (DriveInInstance.Read(instance, added).IsLive
                && (Migrations.FindUnderWay(instance!, cluster.MigrationsOf(name)) ?? cluster.UnreadableMigrationIn(name.Namespace)) is { } migration)
            {
                return StepResult.Waiting(Reasons.MigrationInProgress, $"The drive is removed from the VirtualMachine after the migration: {migration}");
            }

            if (AddedDrive.Remove(virtualMachine, added) is { } patch)
            {
                virtualMachine = await virtualMachines.PatchAsync(virtualMachine, patch, cancellationToken);
            }
        }

        return StepResult.Skipped;
    }

    private bool IsOurs(ReconcileContext context, string claim) =>
        claim == context.Status.Primary?.ClaimName || claim == context.Status.Drift?.Written
        || primary?.Claims.OwnedBy(context.Drive).Any(owned => owned.Metadata.Name == claim) is true;
}

/// <summary>
/// Deletes the copy pods and claims of a ConfigDrive that is being deleted. A claim that a VirtualMachine still names is left to it, and deleted with it;
/// one that a running instance uses is deleted after its end, which triggers the next run. Reads the caches, and the instance from the API server.
/// </summary>
internal sealed class DeleteClaims(ClusterCache cluster, VirtualMachineWriter virtualMachines, PrimaryStore primary, LiveReferences live) : IStep
{
    public string Condition => ConditionTypes.CopiedToPrimary;

    public async Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        foreach (var pod in primary.Pods.OwnedBy(context.Drive).Where(pod => pod.Metadata.DeletionTimestamp is null))
        {
            await primary.Pods.DeleteAsync(pod, cancellationToken);
        }

        var claims = primary.Claims.OwnedBy(context.Drive);
        if (claims.Count == 0)
        {
            return StepResult.Skipped;
        }

        var virtualMachine = ClusterCache.VirtualMachineOf(context.Drive);
        var instance = await live.InstanceAsync(virtualMachine, cancellationToken);
        List<string> used = [];
        foreach (var claim in claims)
        {
            var name = claim.Metadata.Name!;
            if (claim.Metadata.DeletionTimestamp is null && NamersOf(name, context.Drive) is { Count: > 0 } namers)
            {
                await LeaveAsync(context, claim, namers, cancellationToken);
            }
            else if (ClaimReferences.IsUsedBy(instance, name))
            {
                used.Add(name);
            }
            else if (claim.Metadata.DeletionTimestamp is null)
            {
                await primary.Claims.DeleteAsync(claim, cancellationToken);
            }
        }

        return used.Count == 0
            ? StepResult.Skipped
            : StepResult.Waiting(
                Reasons.ClaimInUse,
                $"Claim {string.Join(", ", used)} is used by the running VirtualMachine \"{virtualMachine.Name}\": the ConfigDrive is deleted when it stops, or when the drive is removed from it");
    }

    /// <summary>The VirtualMachine of the ConfigDrive, where its user declared the volume, and others that name the claim.</summary>
    private List<KubernetesObject> NamersOf(string claim, V1Alpha1ConfigDrive drive)
    {
        var own = cluster.VirtualMachines.Store.Find(ClusterCache.VirtualMachineOf(drive)) is { Metadata.DeletionTimestamp: null } cached
            && virtualMachines.Newest(cached) is var newest && ClaimReferences.NamedBy(newest).Contains(claim) ? newest : null;
        return [.. own is null ? [] : new[] { own }, .. cluster.OthersThatName(claim, drive)];
    }

    private async Task LeaveAsync(ReconcileContext context, V1PersistentVolumeClaim claim, List<KubernetesObject> namers, CancellationToken cancellationToken)
    {
        await primary.Claims.PatchAsync(claim, Ownership.Leave(claim, namers), cancellationToken);
        foreach (var namer in namers)
        {
            context.Events.Add(new PendingEvent(
                EventType.Normal,
                Reasons.ClaimLeft,
                "Remove",
                $"""Claim {claim.Metadata.Name} stays, because {namer.Kind} "{namer.Metadata.Name}" names it: it has the drive of ConfigDrive {context.Drive.Metadata.Name}, and is deleted with the {namer.Kind}""",
                namer));
        }
    }
}

/// <summary>
/// Deletes the library's files of a ConfigDrive, but never those of another one that owns the VirtualMachine. Reads <c>status.secondary</c>:
/// <c>spec.virtualMachineRef</c> may have been changed where no CEL rule protects it. The owner's own path counts even when no status records it, as a
/// run may have been interrupted between storing and writing the status.
/// </summary>
internal sealed class DeleteFromLibrary(SecondaryStore library, DriveOwner owners) : IStep
{
    public string Condition => ConditionTypes.StoredOnSecondary;

    public async Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var drive = context.Drive;
        var recorded = LibraryPath.Parse(drive.Status?.Secondary?.Path ?? "");
        var current = ClusterCache.VirtualMachineOf(drive);
        if (recorded is not null && recorded.VirtualMachine.Namespace == current.Namespace)
        {
            library.Delete(recorded);
        }

        if (LibraryPath.IsAllowed(current.Name) && await owners.NameForAsync(drive, cancellationToken) == drive.Metadata.Name)
        {
            library.Delete(new LibraryPath(current));
        }

        return StepResult.Skipped;
    }
}
