using k8s.Models;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>A right of the operator's, as a role grants it.</summary>
/// <param name="Namespace">Where; everywhere when absent.</param>
/// <param name="Names">On which objects, parted by blanks; on all when empty.</param>
/// <param name="Verb">What is done.</param>
/// <param name="Resource">To which kind of object, with the subresource behind a slash.</param>
/// <param name="Group">API group of that; empty for the core.</param>
internal sealed record Right(string? Namespace, string Names, string Verb, string Resource, string Group)
{
    /// <summary>Each right of a role.</summary>
    public static IEnumerable<Right> From(string? @namespace, IEnumerable<V1PolicyRule> rules) =>
        from rule in rules
        from theGroup in rule.ApiGroups
        from resource in rule.Resources
        from verb in rule.Verbs
        select new Right(@namespace, string.Join(' ', rule.ResourceNames ?? []), verb, resource, theGroup);

    public bool Allows(AuditedRequest request) =>
        (Verb, Resource, Group) == (request.Verb, request.Resource.TrimEnd('/'), request.Group)
        && (Namespace is null || Namespace == request.Namespace)
        && (Names.Length == 0 || Names.Split(' ').Contains(request.Name));

    public override string ToString() => $"{Verb} {Resource} ({(Group.Length == 0 ? "core" : Group)}){(Namespace is null ? "" : $" in {Namespace}")}";
}

/// <summary>What the operator's roles grant, against what it asked for.</summary>
internal sealed class Rights
{
    private readonly HashSet<Right> used = [];
    private readonly IReadOnlyList<Right> granted;

    public Rights(IEnumerable<Right> granted, IEnumerable<AuditedRequest> requests)
    {
        // A request in the operator's own namespace uses the narrower right: it is no reason to have it everywhere.
        this.granted = [.. granted.Distinct().OrderBy(right => right.Namespace is null).ThenBy(right => right.Names.Length == 0)];
        foreach (var request in requests)
        {
            var right = this.granted.FirstOrDefault(right => right.Allows(request));
            if (right is not null && !request.IsForbidden)
            {
                used.Add(right);
            }
            else if (right is null && request.IsForbidden)
            {
                // A starting API server forbids what it has not read a role for yet: only what no role allows is missed.
                Missed.Add($"{request.Verb} {request.Resource.TrimEnd('/')} ({request.Group})");
            }
        }
    }

    /// <summary>What it was refused, as no role grants it.</summary>
    public SortedSet<string> Missed { get; } = new(StringComparer.Ordinal);

    /// <summary>What it never used.</summary>
    public IEnumerable<string> Unused => granted.Where(right => !used.Contains(right)).Select(right => right.ToString()).Distinct().Order(StringComparer.Ordinal);
}
