using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Attachment;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Records what the instance started with, what is in its drive, and whether the password has arrived. Comes before everything that may fail, so
/// that no observation is lost. Reads the instance and the VirtualMachine; sets <c>status.boot</c>, <c>status.attached</c> and
/// <c>status.password</c>.
/// </summary>
internal sealed class ObserveInstance(AttachmentView view, TimeProvider time) : IStep
{
    public string Condition => ConditionTypes.Attached;

    public Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var drive = DriveInInstance.Read(context.VirtualMachineInstance, context.Drive.Spec.Attachment.DiskName);
        if (drive.Uid is { } uid && context.Status.Boot?.VirtualMachineInstanceUID != uid)
        {
            context.Status = context.Status with { Boot = new BootStatus { VirtualMachineInstanceUID = uid, ClaimName = drive.Medium?.ClaimName } };
        }

        ObserveMedium(context, drive);
        ObservePassword(context, drive);
        return Task.FromResult(StepResult.Skipped);
    }

    private void ObserveMedium(ReconcileContext context, DriveInInstance drive)
    {
        var former = context.Status.Attached;
        if (drive.AttachedClaim is not { } claim || view.RevisionOn(context, claim) is not { } revision)
        {
            context.Status = context.Status with { Attached = null };
            return;
        }

        var isSame = former?.Revision == revision && former.VirtualMachineInstanceUID == drive.Uid;
        context.Status = context.Status with
        {
            Attached = new AttachedStatus
            {
                Revision = revision,
                VirtualMachineInstanceUID = drive.Uid,
                NodeName = context.VirtualMachineInstance?.Status?.NodeName,
                Since = isSame ? former!.Since : time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            },
        };
        if (!isSame)
        {
            context.Events.Add(new PendingEvent(EventType.Normal, Reasons.Attached, "AttachDrive", $"Revision {revision} is in the drive of the guest: {GuestEffect.Describe(context.Drive.Spec, context.Status.Boot?.ClaimName == claim)}", context.VirtualMachine));
        }
    }

    private void ObservePassword(ReconcileContext context, DriveInInstance drive)
    {
        if (context.Status.Password is not { } password)
        {
            return;
        }

        var observed = PasswordDelivery.Observe(password, context.Status.Boot, context.VirtualMachineInstance, claim => view.RevisionOn(context, claim));
        if (password.Pending && !observed.Pending)
        {
            context.Events.Add(new PendingEvent(
                EventType.Normal, Reasons.PasswordDelivered, "DeliverPassword", $"The VirtualMachineInstance {observed.DeliveredTo} started with the password on its drive", context.VirtualMachine));
        }

        string?[] claims =
        [
            DriveInTemplate.Read(context.VirtualMachine, context.Drive.Spec.Attachment.DiskName).ClaimName, drive.Medium?.ClaimName, drive.AttachedClaim, context.Status.Boot?.ClaimName,
        ];
        var referred = claims.Select(claim => claim is null ? null : view.RevisionOn(context, claim)).Append(context.Status.Revision).Append(context.Status.Primary?.Revision);
        context.Status = context.Status with { Password = PasswordDelivery.Forget(observed, [.. referred]) };
    }
}
