using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Steps;

/// <summary>
/// Finds the VirtualMachine and its instance in the caches; removes what belonged to a VirtualMachine that was deleted. Sets the VirtualMachine, its
/// instance and <c>status.placement</c>.
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
            return cluster.VirtualMachines.IsServed
                ? await ForgetAsync(context, cancellationToken)
                : StepResult.Waiting(
                    Reasons.KubeVirtNotInstalled,
                    "The cluster does not serve virtualmachines.kubevirt.io/v1: install KubeVirt; the operator retries automatically");
        }

        context.VirtualMachine = written.Newest(virtualMachine);
        context.VirtualMachineInstance = cluster.VirtualMachineInstances.Store.Find(name);
        if (context.VirtualMachineInstance?.Status?.NodeName is { Length: > 0 } node)
        {
            context.Status = context.Status with { Placement = new PlacementStatus { NodeName = node, Zone = cluster.ZoneOf(node) } };
        }

        return StepResult.Skipped;
    }

    private async Task<StepResult> ForgetAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var (name, @namespace) = (context.Drive.Spec.VirtualMachineRef.Name, context.Drive.Metadata.Namespace);
        if (context.Status.Revision is not null)
        {
            foreach (var step in removal)
            {
                if (await step.RunAsync(context, cancellationToken) is { Continues: false } waits)
                {
                    return waits;
                }
            }

            context.Events.Add(new PendingEvent(EventType.Normal, Reasons.Removed, "Remove", $"""VirtualMachine "{name}" was deleted, and its drive with it"""));
            context.Status = new ConfigDriveStatus
            {
                Conditions = [.. context.Status.Conditions.Where(condition => ConditionTypes.WithoutVirtualMachine.Contains(condition.Type))],
                LastHandledReconcileAt = context.Status.LastHandledReconcileAt,
            };
        }

        return StepResult.Waiting(
            Reasons.VirtualMachineNotFound, $"""VirtualMachine "{name}" (spec.virtualMachineRef) does not exist in namespace "{@namespace}" yet""");
    }
}
