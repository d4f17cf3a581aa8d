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
    /// On the node of a running instance. By node affinity and past no scheduler (<c>spec.nodeName</c>): only the scheduler gives a claim that
    /// waits for its first consumer a node.
    /// </summary>
    public static Placement OnNode(string node, VirtualMachineInstanceSpec instance) => new(
        NodeSelector: null,
        Requiring(new NodeSelector
        {
            NodeSelectorTerms = [new NodeSelectorTerm { MatchFields = [new NodeSelectorRequirement { Key = "metadata.name", Operator = "In", Values = [node] }] }],
        }),
        instance.Tolerations);

    /// <summary>Wherever a VirtualMachine that does not run could be started.</summary>
    /// <param name="template">Its template.</param>
    /// <param name="volumes">The nodes that can reach its other volumes, as far as those are bound.</param>
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

    private static Affinity Requiring(NodeSelector nodes) =>
        new() { NodeAffinity = new NodeAffinity { RequiredDuringSchedulingIgnoredDuringExecution = nodes } };

    private static Affinity Preferring(NodeSelector? required) => new()
    {
        NodeAffinity = new NodeAffinity
        {
            RequiredDuringSchedulingIgnoredDuringExecution = required,
            PreferredDuringSchedulingIgnoredDuringExecution =
            [
                new PreferredSchedulingTerm
                {
                    Weight = 100,
                    Preference = new NodeSelectorTerm
                    {
                        MatchExpressions = [new NodeSelectorRequirement { Key = Schedulable, Operator = "In", Values = ["true"] }],
                    },
                },
            ],
        },
    };

    private static IReadOnlyList<NodeSelectorRequirement>? Joined(IReadOnlyList<NodeSelectorRequirement>? left, IReadOnlyList<NodeSelectorRequirement>? right) =>
        left is null ? right : right is null ? left : [.. left.Union(right)];
}
