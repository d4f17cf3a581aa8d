using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Claims;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Removes a drive that the operator added under a former <c>spec.attachment.diskName</c>: a guest must not find two, and no later start may see the
/// password of a former one. While the guest runs with it, it stays until the drive under the new name has its medium. Sets the VirtualMachine.
/// </summary>
internal sealed class RemoveRenamedDrive(AttachmentView view, VirtualMachineWriter virtualMachines, PrimaryStore primary) : IStep
{
    public string Condition => ConditionTypes.Attached;

    public async Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var (attachment, machine) = (context.Drive.Spec.Attachment, context.VirtualMachine);
        var former = AddedParts.Read(machine).Names.FirstOrDefault(name => name != attachment.DiskName && AddedDrive.IsOurs(machine, name, IsOurs));
        if (attachment.Mode is not AttachmentMode.Managed || former is null || IsNeeded(context, former) || view.FindMigration(context) is not null
            || AddedDrive.Remove(machine, former) is not { } patch)
        {
            return StepResult.Skipped;
        }

        context.VirtualMachine = await virtualMachines.PatchAsync(machine, patch, cancellationToken);
        context.Events.Add(new PendingEvent(
            EventType.Normal, Reasons.DriveRenamed, "AttachDrive", $"""The drive "{former}" is removed: it is "{attachment.DiskName}" now (spec.attachment.diskName)""", context.VirtualMachine));
        return StepResult.Skipped;

        bool IsOurs(string claim) => primary.Claims.OwnedBy(context.Drive).Any(owned => owned.Metadata.Name == claim);
    }

    private static bool IsNeeded(ReconcileContext context, string former) =>
        DriveInInstance.Read(context.VirtualMachineInstance, former) is { IsLive: true, HasDrive: true }
        && DriveInInstance.Read(context.VirtualMachineInstance, context.Drive.Spec.Attachment.DiskName).AttachedClaim is null;
}
