namespace ConfigDrive.Operator.Claims;

/// <summary>
/// The nodes that several node selectors allow at once. The terms of a selector are alternatives, so an intersection multiplies them: terms that
/// contradict themselves and terms that say no more than another are left out, and the result is bounded.
/// </summary>
internal static class NodeIntersection
{
    private const string OneOf = "In";
    private const int MostPairs = 1024;
    private const int MostValues = 512;

    /// <summary>
    /// The intersection of <paramref name="first"/>, where given, with <paramref name="others"/>. It is <paramref name="first"/> alone where the
    /// intersection would be too large for a pod, or is empty, which no selector can say.
    /// </summary>
    public static NodeSelector? Intersect(NodeSelector? first, IEnumerable<NodeSelector> others)
    {
        var all = first;
        foreach (var other in others.DistinctBy(TextOf))
        {
            all = all is null ? Simplify(other.NodeSelectorTerms) : Both(all, other);
            if (all is null)
            {
                return first;
            }
        }

        return all;
    }

    private static NodeSelector? Both(NodeSelector left, NodeSelector right) =>
        (long)left.NodeSelectorTerms.Count * right.NodeSelectorTerms.Count > MostPairs
            ? null
            : Simplify(from one in left.NodeSelectorTerms from other in right.NodeSelectorTerms select Both(one, other));

    private static NodeSelectorTerm? Both(NodeSelectorTerm left, NodeSelectorTerm right) =>
        !IsEmpty(left) && !IsEmpty(right)
        && Both(left.MatchExpressions, right.MatchExpressions) is { } expressions && Both(left.MatchFields, right.MatchFields) is { } fields
            ? new() { MatchExpressions = expressions.Count > 0 ? expressions : null, MatchFields = fields.Count > 0 ? fields : null }
            : null;

    /// <summary>Requirements that say the same as both lists; <c>null</c> when no node can meet them.</summary>
    private static List<NodeSelectorRequirement>? Both(IReadOnlyList<NodeSelectorRequirement>? left, IReadOnlyList<NodeSelectorRequirement>? right)
    {
        List<NodeSelectorRequirement> joined = [];
        foreach (var same in (left ?? []).Concat(right ?? []).GroupBy(requirement => (requirement.Key, requirement.Operator)))
        {
            if (same.Key.Operator != OneOf)
            {
                joined.AddRange(same.DistinctBy(TextOf));
                continue;
            }

            var values = same.Select(requirement => requirement.Values ?? []).Aggregate((common, next) => [.. common.Intersect(next)]);
            if (values.Count == 0)
            {
                return null;
            }

            joined.Add(same.First() with { Values = values });
        }

        return joined;
    }

    /// <summary>Leaves out terms that no node fulfils, and those which ask for all that another asks for and more; <c>null</c> when none is left, or too much.</summary>
    private static NodeSelector? Simplify(IEnumerable<NodeSelectorTerm?> terms)
    {
        List<(NodeSelectorTerm Term, HashSet<string> Asks)> kept = [];
        var values = 0;
        foreach (var term in terms.OfType<NodeSelectorTerm>().Where(term => !IsEmpty(term)))
        {
            var asks = RequirementsOf(term).ToHashSet();
            if (kept.Exists(other => other.Asks.IsSubsetOf(asks)))
            {
                continue;
            }

            kept.RemoveAll(other => asks.IsSubsetOf(other.Asks));
            kept.Add((term, asks));
            values += Weight(term);
            if (values > MostValues)
            {
                return null;
            }
        }

        return kept.Count == 0 ? null : new NodeSelector { NodeSelectorTerms = [.. kept.Select(each => each.Term)] };
    }

    // core/v1, types.go: a term without requirements matches no node.
    private static bool IsEmpty(NodeSelectorTerm term) => term is { MatchExpressions: null or { Count: 0 }, MatchFields: null or { Count: 0 } };

    private static int Weight(NodeSelectorTerm term) =>
        (term.MatchExpressions ?? []).Concat(term.MatchFields ?? []).Sum(requirement => 1 + (requirement.Values?.Count ?? 0));

    private static IEnumerable<string> RequirementsOf(NodeSelectorTerm term) =>
        (term.MatchExpressions ?? []).Select(TextOf).Concat((term.MatchFields ?? []).Select(requirement => $"field {TextOf(requirement)}"));

    private static string TextOf(NodeSelectorRequirement requirement) =>
        $"{requirement.Key} {requirement.Operator} {string.Join(',', (requirement.Values ?? []).Order(StringComparer.Ordinal))}";

    private static string TextOf(NodeSelector selector) =>
        string.Join('\n', selector.NodeSelectorTerms.Select(term => string.Join(';', RequirementsOf(term).Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal));
}
