using ConfigDrive.Kubernetes;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Steps;

/// <summary>Lets one ConfigDrive a VirtualMachine through: the oldest, also while it is being deleted, and also when it cannot be read.</summary>
internal sealed class ElectOwner(ClusterCache cluster, UnreadableDrives unreadable) : IStep
{
    /// <inheritdoc/>
    public string Condition => ConditionTypes.Rendered;

    /// <summary>Name of the ConfigDrive that the VirtualMachine of <paramref name="drive"/> belongs to.</summary>
    public async Task<string> OwnerForAsync(V1Alpha1ConfigDrive drive, CancellationToken cancellationToken)
    {
        var virtualMachine = ClusterCache.VirtualMachineOf(drive);
        IEnumerable<IKubernetesObject> readable = cluster.ConfigDrives.Store.ByIndex(Indexes.VirtualMachine, Indexes.Key(virtualMachine));
        return Oldest([.. readable.Append(drive), .. await unreadable.OfAsync(virtualMachine, cancellationToken)]).Metadata.Name!;
    }

    /// <summary>The one that their VirtualMachine belongs to; <paramref name="drives"/> holds at least one.</summary>
    public static T Oldest<T>(IReadOnlyList<T> drives)
        where T : IKubernetesObject => drives.MinBy(drive => (drive.Metadata.CreationTimestamp, drive.Metadata.Name))!;

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(ReconcileContext run, CancellationToken cancellationToken)
    {
        var owner = await OwnerForAsync(run.Drive, cancellationToken);
        return owner == run.Drive.Metadata.Name
            ? StepResult.Passed
            : StepResult.Stalled(
                Reasons.VirtualMachineClaimed,
                $"""VirtualMachine "{run.Drive.Spec.VirtualMachineRef.Name}" already has the older ConfigDrive "{owner}": delete one of the two""");
    }
}
