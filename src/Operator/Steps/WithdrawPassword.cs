using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Takes a drive with a spent password out of the template of a VirtualMachine that stops or is stopped, before its next start. In the regular
/// case the drive without the password is ready, and takes its place; if not, the drive stays empty until it is.
/// </summary>
internal sealed class WithdrawPassword(ClaimRevisions revisions, DriveWriter writer, Func<Hotplug> hotplug) : IStep
{
    /// <inheritdoc/>
    public string Condition => ConditionTypes.Attached;

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(ReconcileContext run, CancellationToken cancellationToken)
    {
        if (Replacement(run, hotplug()) is not { } wanted)
        {
            return StepResult.Passed;
        }

        return await writer.WriteAsync(
            run, wanted, Reasons.PasswordWithdrawn, "The password was delivered: the next start of the VirtualMachine does not see it", cancellationToken) ?? StepResult.Passed;
    }

    /// <summary>What the template must say instead; <c>null</c> when it may stay.</summary>
    private WantedDrive? Replacement(ReconcileContext run, Hotplug hotplug)
    {
        var (spec, status) = (run.Drive.Spec, run.Status);
        var template = DriveInTemplate.Of(run.VirtualMachine, spec.Attachment.DiskName);
        if (spec.Attachment.Mode is not AttachmentMode.Managed
            || DriveInInstance.Of(run.VirtualMachineInstance, spec.Attachment.DiskName).IsLive
            || template is not { IsOurs: true, ClaimName: { } claim }
            || !IsSpent(revisions.Of(run, claim)))
        {
            return null;
        }

        // A claim of a revision that is not wanted any more may be gone.
        if (status.Primary is { } primary && primary.Revision == status.Revision && !IsSpent(primary.Revision))
        {
            return WantedDrive.With(primary.ClaimName);
        }

        // KubeVirt refuses an empty drive where it does not change media.
        return hotplug.Support is HotplugSupport.Declarative ? WantedDrive.Empty : WantedDrive.None;

        bool IsSpent(string? revision) => PasswordDelivery.IsSpent(spec.Password, status.Password, revision);
    }
}
