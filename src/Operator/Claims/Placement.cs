using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Claims;

/// <summary>
/// Where a copy pod may run: only where the VirtualMachine can. A storage class that waits for its first consumer makes the volume on the copy
/// pod's node, and that must not be one on which the VirtualMachine cannot run.
/// </summary>
internal sealed record Placement(IReadOnlyDictionary<string, string>? NodeSelector, Affinity? Affinity, IReadOnlyList<Toleration>? Tolerations)
{
    private const string Architecture = "kubernetes.io/arch";
    private const string Schedulable = "kubevirt.io/schedulable"; // set by virt-handler on nodes that can run VirtualMachines

    /// <summary>
    /// On the node of a running instance. By node affinity and not by <c>spec.nodeName</c>, which bypasses the scheduler: only that gives a node to a
    /// claim which waits for its first consumer.
    /// </summary>
    public static Placement OnNode(string node, VirtualMachineInstanceSpec instance) => new(
        NodeSelector: null,
        new Affinity
        {
            NodeAffinity = new NodeAffinity
            {
                RequiredDuringSchedulingIgnoredDuringExecution = new NodeSelector
                {
                    NodeSelectorTerms = [new NodeSelectorTerm { MatchFields = [In("metadata.name", node)] }],
                },
            },
        },
        instance.Tolerations);

    /// <summary>Wherever a VirtualMachine that does not run could be started.</summary>
    /// <param name="template">Its template.</param>
    /// <param name="volumes">The nodes that can reach its other volumes, as far as these are bound.</param>
    public static Placement ForTemplate(VirtualMachineInstanceSpec template, IEnumerable<NodeSelector> volumes)
    {
        var nodes = template.NodeSelector?.ToDictionary() ?? [];
        if (template.Architecture is { Length: > 0 } architecture)
        {
            nodes[Architecture] = architecture;
        }

        var own = template.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution;
        var required = volumes.Aggregate(own, (all, next) => all is null ? next : Both(all, next));
        return new Placement(nodes.Count > 0 ? nodes : null, Preferring(required), template.Tolerations);
    }

    /// <summary>Nodes that fulfil both: each term of the one with each of the other, as terms are alternatives.</summary>
    public static NodeSelector Both(NodeSelector left, NodeSelector right) => new()
    {
        NodeSelectorTerms =
        [
            .. from first in left.NodeSelectorTerms
               from second in right.NodeSelectorTerms
               select new NodeSelectorTerm
               {
                   MatchExpressions = Joined(first.MatchExpressions, second.MatchExpressions),
                   MatchFields = Joined(first.MatchFields, second.MatchFields),
               },
        ],
    };

    private static Affinity Preferring(NodeSelector? required) => new()
    {
        NodeAffinity = new NodeAffinity
        {
            RequiredDuringSchedulingIgnoredDuringExecution = required,
            PreferredDuringSchedulingIgnoredDuringExecution =
            [
                new PreferredSchedulingTerm { Weight = 100, Preference = new NodeSelectorTerm { MatchExpressions = [In(Schedulable, "true")] } },
            ],
        },
    };

    private static NodeSelectorRequirement In(string key, string value) => new() { Key = key, Operator = "In", Values = [value] };

    private static IReadOnlyList<NodeSelectorRequirement>? Joined(IReadOnlyList<NodeSelectorRequirement>? left, IReadOnlyList<NodeSelectorRequirement>? right) =>
        left is null ? right : right is null ? left : [.. left.Union(right)];
}

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
