using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Steps;

/// <summary>Lets one ConfigDrive own a VirtualMachine: the oldest. Reads the ConfigDrives.</summary>
internal sealed class ElectOwner(DriveOwner owners) : IStep
{
    public string Condition => ConditionTypes.Rendered;

    public async Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var owner = await owners.NameForAsync(context.Drive, cancellationToken);
        return owner == context.Drive.Metadata.Name
            ? StepResult.Skipped
            : StepResult.Stalled(
                Reasons.VirtualMachineClaimed,
                $"""VirtualMachine "{context.Drive.Spec.VirtualMachineRef.Name}" already has the older ConfigDrive "{owner}": delete one of the two""");
    }
}
