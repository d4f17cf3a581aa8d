using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Steps;

/// <summary>Finds the VirtualMachine and its running instance. What belonged to one that was deleted goes with it.</summary>
internal sealed class FindVirtualMachine(ClusterCache cluster, VirtualMachineWriter written, RemoveDrive removal) : IStep
{
    /// <inheritdoc/>
    public string Condition => ConditionTypes.Rendered;

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(ReconcileContext run, CancellationToken cancellationToken)
    {
        var name = ClusterCache.VirtualMachineOf(run.Drive);
        var virtualMachine = cluster.VirtualMachines.Store.Find(name);
        var instance = cluster.VirtualMachineInstances.Store.Find(name);
        var unreadable = Unreadable.Check(cluster.VirtualMachines, "VirtualMachine", name, virtualMachine)
            ?? Unreadable.Check(cluster.VirtualMachineInstances, "VirtualMachineInstance", name, instance);
        if (unreadable is not null)
        {
            return unreadable;
        }

        if (virtualMachine is null)
        {
            return cluster.VirtualMachines.IsServed
                ? await ForgetAsync(run, name, cancellationToken)
                : StepResult.Waiting(
                    Reasons.KubeVirtNotInstalled,
                    "The cluster does not serve virtualmachines.kubevirt.io/v1: install KubeVirt; the operator goes on by itself");
        }

        run.VirtualMachine = written.Newest(virtualMachine);
        run.VirtualMachineInstance = instance;
        if (run.VirtualMachineInstance?.Status?.NodeName is { Length: > 0 } node)
        {
            run.Status = run.Status with { Placement = new PlacementStatus { NodeName = node, Zone = cluster.ZoneOf(node) } };
        }

        return StepResult.Passed;
    }

    private async Task<StepResult> ForgetAsync(ReconcileContext run, NamespacedName name, CancellationToken cancellationToken)
    {
        try
        {
            if (run.Status.Revision is not null && await removal.RunAsync(run.Drive, cancellationToken) is { Continues: false } waits)
            {
                return waits;
            }
        }
        catch (SecondaryStoreException exception)
        {
            return StepResult.Retry(exception.Reason, exception.Message);
        }

        if (run.Status.Revision is not null)
        {
            run.Notices.Add(new PendingEvent(EventType.Normal, Reasons.Removed, "Remove", $"""VirtualMachine "{name.Name}" is gone, and its drive with it"""));
            run.Status = new ConfigDriveStatus { Conditions = run.Status.Conditions, LastHandledReconcileAt = run.Status.LastHandledReconcileAt };
        }

        return StepResult.Waiting(
            Reasons.VirtualMachineNotFound,
            $"""VirtualMachine "{name.Name}" (spec.virtualMachineRef) does not exist in namespace "{name.Namespace}" yet""");
    }
}
