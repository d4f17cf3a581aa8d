using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Claims;

/// <summary>Finds out where the VirtualMachine of a ConfigDrive can run.</summary>
internal sealed class PlacementFinder(KubernetesClient client)
{
    private readonly ResourceClient<V1PersistentVolumeClaim> claims = client.Resource(CoreResources.PersistentVolumeClaims);
    private readonly ResourceClient<V1PersistentVolume> volumes = client.Resource(CoreResources.PersistentVolumes);

    /// <summary>The node of its instance, once that has one; else what its template and the volumes of its other claims allow.</summary>
    public async Task<Placement> FindAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var instance = context.VirtualMachineInstance is { } present && !InstancePhases.IsOver(present) ? present : null;
        if (instance?.Status?.NodeName is { Length: > 0 } node)
        {
            return Placement.OnNode(node, instance.Spec);
        }

        var template = instance?.Spec ?? context.VirtualMachine.Spec.Template.Spec;
        var others = template.Volumes.Where(volume => volume.Name != context.Drive.Spec.Attachment.DiskName).SelectMany(ClaimReferences.NamedBy).Distinct();
        List<NodeSelector> nodes = [];
        foreach (var claim in others)
        {
            if (await NodesOfAsync(new NamespacedName(context.Drive.Metadata.Namespace ?? "", claim), cancellationToken) is { } selector)
            {
                nodes.Add(selector);
            }
        }

        return Placement.ForTemplate(template, nodes);
    }

    private async Task<NodeSelector?> NodesOfAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        var claim = await claims.FindAsync(name, cancellationToken);
        return claim?.Spec.VolumeName is { Length: > 0 } volumeName
            ? (await volumes.FindAsync(new NamespacedName("", volumeName), cancellationToken))?.Spec.NodeAffinity?.Required
            : null;
    }
}
