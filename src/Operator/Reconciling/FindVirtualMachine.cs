using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.VirtualMachines;

namespace ConfigDrive.Operator.Reconciling;

/// <summary>Finds the VirtualMachine and its running instance.</summary>
internal sealed class FindVirtualMachine(Cluster cluster, VirtualMachineWriter written) : IStep
{
    /// <inheritdoc/>
    public string Condition => ConditionTypes.Rendered;

    /// <inheritdoc/>
    public Task<StepResult> RunAsync(Reconciliation run, CancellationToken cancellationToken)
    {
        var name = Cluster.VirtualMachineOf(run.Drive);
        if (cluster.VirtualMachines.Store.Find(name) is not { } virtualMachine)
        {
            return Task.FromResult(cluster.VirtualMachines.IsServed
                ? StepResult.Waiting(
                    Reasons.VirtualMachineNotFound,
                    $"""VirtualMachine "{name.Name}" (spec.virtualMachineRef) does not exist in namespace "{name.Namespace}" yet""")
                : StepResult.Waiting(
                    Reasons.KubeVirtNotInstalled,
                    "The cluster does not serve virtualmachines.kubevirt.io/v1: install KubeVirt; the operator goes on by itself"));
        }

        run.VirtualMachine = written.Newest(virtualMachine);
        run.VirtualMachineInstance = cluster.VirtualMachineInstances.Store.Find(name);
        if (run.VirtualMachineInstance?.Status?.NodeName is { Length: > 0 } node)
        {
            run.Status = run.Status with { Placement = new PlacementStatus { NodeName = node, Zone = cluster.ZoneOf(node) } };
        }

        return Task.FromResult(StepResult.Passed);
    }
}
