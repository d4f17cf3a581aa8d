using System.Globalization;
using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Writes down what the instance tells: what it started with, what is in its drive, and whether the password has arrived. Comes before
/// everything that may fail, so that nothing which was seen is missed because of something else.
/// </summary>
internal sealed class ObserveInstance(ClaimRevisions revisions, TimeProvider time) : IStep
{
    /// <inheritdoc/>
    public string Condition => ConditionTypes.Attached;

    /// <inheritdoc/>
    public Task<StepResult> RunAsync(ReconcileContext run, CancellationToken cancellationToken)
    {
        var drive = DriveInInstance.Of(run.VirtualMachineInstance, run.Drive.Spec.Attachment.DiskName);
        if (drive.Uid is { } uid && run.Status.Boot?.VirtualMachineInstanceUID != uid)
        {
            run.Status = run.Status with { Boot = new BootStatus { VirtualMachineInstanceUID = uid, ClaimName = drive.Medium?.ClaimName } };
        }

        ObserveMedium(run, drive);
        ObservePassword(run, drive);
        return Task.FromResult(StepResult.Passed);
    }

    private void ObserveMedium(ReconcileContext run, DriveInInstance drive)
    {
        var former = run.Status.Attached;
        if (drive.AttachedClaim is not { } claim || revisions.Of(run, claim) is not { } revision)
        {
            run.Status = run.Status with { Attached = null };
            return;
        }

        var isSame = former?.Revision == revision && former.VirtualMachineInstanceUID == drive.Uid;
        run.Status = run.Status with
        {
            Attached = new AttachedStatus
            {
                Revision = revision,
                VirtualMachineInstanceUID = drive.Uid,
                NodeName = run.VirtualMachineInstance?.Status?.NodeName,
                Since = isSame ? former!.Since : time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            },
        };
        if (!isSame)
        {
            run.Notices.Add(new PendingEvent(EventType.Normal, Reasons.Attached, "AttachDrive", $"Revision {revision} is in the drive of the guest: {GuestEffect.Of(run.Drive.Spec, run.Status.Boot?.ClaimName == claim)}", run.VirtualMachine));
        }
    }

    private void ObservePassword(ReconcileContext run, DriveInInstance drive)
    {
        if (run.Status.Password is not { } password)
        {
            return;
        }

        var observed = PasswordDelivery.Observe(password, run.Status.Boot, run.VirtualMachineInstance, claim => revisions.Of(run, claim));
        if (password.Pending && !observed.Pending)
        {
            run.Notices.Add(new PendingEvent(
                EventType.Normal, Reasons.PasswordDelivered, "DeliverPassword", $"The VirtualMachineInstance {observed.DeliveredTo} started with the password on its drive", run.VirtualMachine));
        }

        string?[] claims =
        [
            DriveInTemplate.Of(run.VirtualMachine, run.Drive.Spec.Attachment.DiskName).ClaimName, drive.Medium?.ClaimName, drive.AttachedClaim, run.Status.Boot?.ClaimName,
        ];
        var referred = claims.Select(claim => claim is null ? null : revisions.Of(run, claim)).Append(run.Status.Revision).Append(run.Status.Primary?.Revision);
        run.Status = run.Status with { Password = PasswordDelivery.Forget(observed, [.. referred]) };
    }
}
