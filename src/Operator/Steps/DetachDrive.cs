using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Takes the drive of a deleted ConfigDrive out of the template of its VirtualMachine, which could not start with a claim that is gone. KubeVirt ejects the
/// medium from a running guest where it can; the empty CD-ROM drive leaves at the next start.
/// </summary>
/// <param name="cluster">The caches.</param>
/// <param name="virtualMachines">Writes the VirtualMachine.</param>
/// <param name="isOurs">Whether a ConfigDrive made the claim of a name.</param>
internal sealed class DetachDrive(ClusterCache cluster, VirtualMachineWriter virtualMachines, Func<V1Alpha1ConfigDrive, string, bool> isOurs)
{
    /// <summary>Writes the VirtualMachine, unless it does not have the drive, or somebody else wires it.</summary>
    public async Task<StepResult> RunAsync(V1Alpha1ConfigDrive drive, CancellationToken cancellationToken)
    {
        var name = ClusterCache.VirtualMachineOf(drive);
        var attachment = drive.Spec.Attachment;
        if (attachment.Mode is not AttachmentMode.Managed)
        {
            return StepResult.Passed;
        }

        var found = cluster.VirtualMachines.Store.Find(name);
        var instance = cluster.VirtualMachineInstances.Store.Find(name);
        var unreadable = Unreadable.Check(cluster.VirtualMachines, "VirtualMachine", name, found)
            ?? Unreadable.Check(cluster.VirtualMachineInstances, "VirtualMachineInstance", name, instance);
        if (unreadable is not null)
        {
            return unreadable;
        }

        if (found is not { Metadata.DeletionTimestamp: null } cached)
        {
            return StepResult.Passed;
        }

        var virtualMachine = virtualMachines.Newest(cached);
        if (!HasDriveOfOurs(drive, DriveInTemplate.Of(virtualMachine, attachment.DiskName)))
        {
            return StepResult.Passed;
        }

        var mayMove = cluster.UnreadableMigrationIn(name.Namespace);
        if (DriveInInstance.Of(instance, attachment.DiskName).IsLive
            && (Migrations.Of(instance!, cluster.MigrationsOf(name)) ?? mayMove) is { } migration)
        {
            return StepResult.Waiting(Reasons.MigrationInProgress, $"The drive is taken out of the VirtualMachine after the migration: {migration}");
        }

        if (TemplatePatch.To(virtualMachine, attachment.DiskName, bus: "", WantedDrive.None) is { } patch)
        {
            await virtualMachines.PatchAsync(virtualMachine, patch, cancellationToken);
        }

        return StepResult.Passed;
    }

    // An empty drive is ours when we wrote to the VirtualMachine before.
    private bool HasDriveOfOurs(V1Alpha1ConfigDrive drive, DriveInTemplate template) => template switch
    {
        { IsOurs: false } => false,
        { ClaimName: { } claim } => isOurs(drive, claim),
        { Disk: not null } => drive.Status?.Drift is not null,
        _ => false,
    };
}
