using ConfigDrive.Operator.Attachment;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Removes a drive with a spent password from the template of a VirtualMachine that stops or is stopped, before its next start. Normally the drive
/// without the password is ready and replaces it; if not, the drive stays empty until it is. Reads <c>status.password</c> and
/// <c>status.primary</c>; sets <c>status.drift</c> and the VirtualMachine.
/// </summary>
internal sealed class WithdrawPassword(DriveWriter writer, AttachmentView view) : IStep
{
    public string Condition => ConditionTypes.Attached;

    public async Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        const string Message = "The password was delivered: the next start of the VirtualMachine does not see it";
        return FindReplacement(context) is { } wanted
            ? await writer.WriteAsync(context, wanted, Reasons.PasswordWithdrawn, Message, cancellationToken) ?? StepResult.Skipped
            : StepResult.Skipped;
    }

    /// <summary>What replaces the drive in the template; <c>null</c> when it may stay.</summary>
    private WantedDrive? FindReplacement(ReconcileContext context)
    {
        var (spec, status) = (context.Drive.Spec, context.Status);
        var template = DriveInTemplate.Read(context.VirtualMachine, spec.Attachment.DiskName);
        if (spec.Attachment.Mode is not AttachmentMode.Managed
            || DriveInInstance.Read(context.VirtualMachineInstance, spec.Attachment.DiskName).IsLive
            || template is not { IsUsable: true, ClaimName: { } claim }
            || !IsSpent(view.RevisionOn(context, claim)))
        {
            return null;
        }

        // A claim of a revision that is no longer wanted may have been deleted.
        if (status.Primary is { } primary && primary.Revision == status.Revision && !IsSpent(primary.Revision))
        {
            return WantedDrive.With(primary.ClaimName);
        }

        // KubeVirt refuses an empty drive where it does not change media.
        return view.Hotplug.Support is HotplugSupport.Declarative ? WantedDrive.Empty : WantedDrive.None;

        bool IsSpent(string? revision) => PasswordDelivery.IsSpent(spec.Password, status.Password, revision);
    }
}
