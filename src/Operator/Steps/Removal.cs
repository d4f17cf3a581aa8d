using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Library;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Removes the drive of a deleted ConfigDrive from the template of its VirtualMachine, which could not start without the claim. KubeVirt ejects the
/// medium from a running guest where it can; the empty CD-ROM drive disappears at the next start. Reads the caches and <c>status.drift</c>.
/// </summary>
internal sealed class DetachDrive(ClusterCache cluster, VirtualMachineWriter virtualMachines, PrimaryStore primary) : IStep
{
    public string Condition => ConditionTypes.Attached;

    public async Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var attachment = context.Drive.Spec.Attachment;
        if (attachment.Mode is not AttachmentMode.Managed)
        {
            return StepResult.Skipped;
        }

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
        if (!HasDriveOf(context.Drive, DriveInTemplate.Read(virtualMachine, attachment.DiskName)))
        {
            return StepResult.Skipped;
        }

        var instance = cluster.VirtualMachineInstances.Store.Find(name);
        if (DriveInInstance.Read(instance, attachment.DiskName).IsLive
            && (Migrations.FindUnderWay(instance!, cluster.MigrationsOf(name)) ?? cluster.UnreadableMigrationIn(name.Namespace)) is { } migration)
        {
            return StepResult.Waiting(Reasons.MigrationInProgress, $"The drive is removed from the VirtualMachine after the migration: {migration}");
        }

        if (TemplatePatch.To(virtualMachine, attachment.DiskName, bus: "", WantedDrive.None) is { } patch)
        {
            await virtualMachines.PatchAsync(virtualMachine, patch, cancellationToken);
        }

        return StepResult.Skipped;
    }

    // An empty drive belongs to this ConfigDrive when it has written to the VirtualMachine before.
    private bool HasDriveOf(V1Alpha1ConfigDrive drive, DriveInTemplate template) => template switch
    {
        { IsUsable: false } => false,
        { ClaimName: { } name } => primary.Claims.OwnedBy(drive).Any(claim => claim.Metadata.Name == name),
        { Disk: not null } => drive.Status?.Drift is not null,
        _ => false,
    };
}

/// <summary>
/// Deletes the copy pods and claims of a ConfigDrive that is being deleted, except a claim that a running instance uses: the end of the instance
/// triggers the next run. Reads the caches, and the instance from the API server.
/// </summary>
internal sealed class DeleteClaims(PrimaryStore primary, LiveReferences live) : IStep
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
        var used = claims.Where(claim => ClaimReferences.IsUsedBy(instance, claim.Metadata.Name!)).Select(claim => claim.Metadata.Name).ToList();
        foreach (var claim in claims.Where(claim => claim.Metadata.DeletionTimestamp is null && !used.Contains(claim.Metadata.Name)))
        {
            await primary.Claims.DeleteAsync(claim, cancellationToken);
        }

        return used.Count == 0
            ? StepResult.Skipped
            : StepResult.Waiting(
                Reasons.ClaimInUse,
                $"Claim {string.Join(", ", used)} is used by the running VirtualMachine \"{virtualMachine.Name}\": the ConfigDrive is deleted when it stops, or when the drive is removed from it");
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
