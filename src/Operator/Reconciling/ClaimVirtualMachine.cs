using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Reconciling;

/// <summary>Lets one ConfigDrive a VirtualMachine through: the oldest, also while it is being deleted.</summary>
internal sealed class ClaimVirtualMachine(Cluster cluster) : IStep
{
    /// <inheritdoc/>
    public string Condition => ConditionTypes.Rendered;

    /// <summary>The ConfigDrive that the VirtualMachine of <paramref name="drive"/> belongs to.</summary>
    public V1Alpha1ConfigDrive OwnerFor(V1Alpha1ConfigDrive drive) => cluster.ConfigDrives.Store
        .ByIndex(Indexes.VirtualMachine, Indexes.Key(Cluster.VirtualMachineOf(drive)))
        .Append(drive)
        .MinBy(candidate => (candidate.Metadata.CreationTimestamp, candidate.Metadata.Name))!;

    /// <inheritdoc/>
    public Task<StepResult> RunAsync(Reconciliation run, CancellationToken cancellationToken)
    {
        var owner = OwnerFor(run.Drive).Metadata.Name;
        return Task.FromResult(owner == run.Drive.Metadata.Name
            ? StepResult.Passed
            : StepResult.Stalled(
                Reasons.VirtualMachineClaimed,
                $"""VirtualMachine "{run.Drive.Spec.VirtualMachineRef.Name}" already has the older ConfigDrive "{owner}": delete one of the two"""));
    }
}
