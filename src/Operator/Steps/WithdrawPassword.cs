using ConfigDrive.Operator.Attachment;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Takes a drive with a spent password out of the template of a VirtualMachine that stops or is stopped, before its next start. In the regular
/// case the drive without the password is ready, and takes its place; if not, the drive stays empty until it is. Reads
/// <c>status.password</c> and <c>status.primary</c>; sets <c>status.drift</c> and the VirtualMachine.
/// </summary>
internal sealed class WithdrawPassword(ClaimRevisions revisions, DriveWriter writer, AttachmentView view) : IStep
{
    public string Condition => ConditionTypes.Attached;

    public async Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        if (Replacement(context, view.Hotplug) is not { } wanted)
        {
            return StepResult.Skipped;
        }

        return await writer.WriteAsync(
            context, wanted, Reasons.PasswordWithdrawn, "The password was delivered: the next start of the VirtualMachine does not see it", cancellationToken) ?? StepResult.Skipped;
    }

    /// <summary>What the template must say instead; <c>null</c> when it may stay.</summary>
    private WantedDrive? Replacement(ReconcileContext context, Hotplug hotplug)
    {
        var (spec, status) = (context.Drive.Spec, context.Status);
        var template = DriveInTemplate.Read(context.VirtualMachine, spec.Attachment.DiskName);
        if (spec.Attachment.Mode is not AttachmentMode.Managed
            || DriveInInstance.Read(context.VirtualMachineInstance, spec.Attachment.DiskName).IsLive
            || template is not { IsUsable: true, ClaimName: { } claim }
            || !IsSpent(revisions.Find(context, claim)))
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
