using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Steps;

/// <summary>Refuses a VirtualMachine that excludes the drive, before anything is rendered for it.</summary>
/// <param name="defaults">The operator's settings.</param>
/// <param name="attaches">Whether drives are attached; if not, only another drive for cloud-init counts.</param>
internal sealed class CheckVirtualMachine(ContentDefaults defaults, bool attaches) : IStep
{
    // Where nothing is attached, no later step would ever set Attached again.
    public string Condition => attaches ? ConditionTypes.Attached : ConditionTypes.Rendered;

    public Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var conflict = attaches
            ? VirtualMachineConflicts.Find(context.Drive, context.VirtualMachine, defaults)
            : VirtualMachineConflicts.FindCloudInit(context.Drive, context.VirtualMachine, defaults);
        return Task.FromResult(conflict ?? StepResult.Skipped);
    }
}
