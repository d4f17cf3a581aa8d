using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Steps;

/// <summary>Refuses a VirtualMachine that the drive cannot stand beside, before anything is made for it.</summary>
/// <param name="defaults">The operator's settings.</param>
/// <param name="attaches">Whether drives are attached; if not, only what the guest would take decides.</param>
internal sealed class CheckVirtualMachine(ContentDefaults defaults, bool attaches) : IStep
{
    // Where nothing is attached, no later step would ever say of Attached that the conflict is over.
    public string Condition => attaches ? ConditionTypes.Attached : ConditionTypes.Rendered;

    public Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var conflict = attaches
            ? VirtualMachineConflicts.Find(context.Drive, context.VirtualMachine, defaults)
            : VirtualMachineConflicts.FindCloudInit(context.Drive, context.VirtualMachine, defaults);
        return Task.FromResult(conflict ?? StepResult.Skipped);
    }
}
