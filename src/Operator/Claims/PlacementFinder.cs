using System.Collections.Concurrent;
using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Claims;

/// <summary>
/// Finds out where the VirtualMachine of a ConfigDrive can run. The volumes of a stopped one are read from the API server, and remembered for a
/// while: a VirtualMachine that is changed again and again costs no more requests than one that is not.
/// </summary>
internal sealed class PlacementFinder(KubernetesClient client, TimeProvider time)
{
    /// <summary>How many claims of a VirtualMachine are asked for the nodes that reach them.</summary>
    public const int MostClaims = 32;

    private const int MostRemembered = 4096;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private readonly ResourceClient<V1PersistentVolumeClaim> claims = client.Resource(CoreResources.PersistentVolumeClaims);
    private readonly ResourceClient<V1PersistentVolume> volumes = client.Resource(CoreResources.PersistentVolumes);
    private readonly ConcurrentDictionary<NamespacedName, (long At, NodeSelector? Nodes)> remembered = new();

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
        foreach (var claim in others.Take(MostClaims))
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
        if (remembered.TryGetValue(name, out var known) && time.GetElapsedTime(known.At) < Remembered)
        {
            return known.Nodes;
        }

        // A claim that is not bound yet may be the next moment.
        if ((await claims.FindAsync(name, cancellationToken))?.Spec.VolumeName is not { Length: > 0 } volume)
        {
            return null;
        }

        var nodes = (await volumes.FindAsync(new NamespacedName("", volume), cancellationToken))?.Spec.NodeAffinity?.Required;
        if (remembered.Count >= MostRemembered)
        {
            remembered.Clear();
        }

        remembered[name] = (time.GetTimestamp(), nodes);
        return nodes;
    }
}
