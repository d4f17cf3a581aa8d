using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Finds the VirtualMachine and its instance in the caches; removes what belonged to a VirtualMachine that was deleted, also when another has its name
/// now. Sets the VirtualMachine, its instance, <c>status.virtualMachineUID</c> and <c>status.placement</c>.
/// </summary>
internal sealed class FindVirtualMachine(ClusterCache cluster, VirtualMachineWriter written, IReadOnlyList<IStep> removal) : IStep
{
    public string Condition => ConditionTypes.Rendered;

    public async Task<StepResult> RunAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var name = ClusterCache.VirtualMachineOf(context.Drive);
        if (Unreadable.Check(cluster, name) is { } unreadable)
        {
            return unreadable;
        }

        if (cluster.VirtualMachines.Store.Find(name) is not { } virtualMachine)
        {
            return !cluster.VirtualMachines.IsServed
                ? StepResult.Waiting(
                    Reasons.KubeVirtNotInstalled,
                    "The cluster does not serve virtualmachines.kubevirt.io/v1: install KubeVirt; the operator retries automatically")
                : await ForgetAsync(context, cancellationToken) ?? StepResult.Waiting(
                    Reasons.VirtualMachineNotFound,
                    $"""VirtualMachine "{name.Name}" (spec.virtualMachineRef) does not exist in namespace "{name.Namespace}" yet""");
        }

        if (context.Status.VirtualMachineUID is { } former && former != virtualMachine.Metadata.Uid && await ForgetAsync(context, cancellationToken) is { } waits)
        {
            return waits;
        }

        context.Status = context.Status with { VirtualMachineUID = virtualMachine.Metadata.Uid };
        context.VirtualMachine = written.Newest(virtualMachine);
        context.VirtualMachineInstance = cluster.VirtualMachineInstances.Store.Find(name);
        if (context.VirtualMachineInstance?.Status?.NodeName is { Length: > 0 } node)
        {
            context.Status = context.Status with { Placement = new PlacementStatus { NodeName = node, Zone = cluster.ZoneOf(node) } };
        }

        return StepResult.Skipped;
    }

    /// <summary>
    /// Removes what a VirtualMachine that is gone had, also what no status tells of yet, as a run may have been interrupted. Returns what that waits for;
    /// <c>null</c> when nothing is left.
    /// </summary>
    private async Task<StepResult?> ForgetAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        foreach (var step in removal)
        {
            if (await step.RunAsync(context, cancellationToken) is { Continues: false } waits)
            {
                return waits;
            }
        }

        if (context.Status.Revision is not null)
        {
            var name = context.Drive.Spec.VirtualMachineRef.Name;
            context.Events.Add(new PendingEvent(EventType.Normal, Reasons.Removed, "Remove", $"""VirtualMachine "{name}" was deleted, and its drive with it"""));
        }

        context.Status = new ConfigDriveStatus
        {
            Conditions = [.. context.Status.Conditions.Where(condition => ConditionTypes.WithoutVirtualMachine.Contains(condition.Type))],
            LastHandledReconcileAt = context.Status.LastHandledReconcileAt,
        };
        return null;
    }
}
