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
        return new Placement(nodes.Count > 0 ? nodes : null, Preferring(NodeIntersection.Intersect(own, volumes)), template.Tolerations);
    }

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
}
